using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using EdgeKd.Data.Packing;
using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data;

/// <summary>A part of a data set in one file, mapped into memory.</summary>
public sealed class PackedImages : IImageSet
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeMemoryMappedViewHandle _bytes;
    private readonly PackedHeader _header;
    private readonly PackedMetadata _metadata;

    private PackedImages(MemoryMappedFile file, MemoryMappedViewAccessor view, PackedHeader header, PackedMetadata metadata) =>
        (_file, _view, _bytes, _header, _metadata) = (file, view, view.SafeMemoryMappedViewHandle, header, metadata);

    /// <inheritdoc/>
    public int Count => _header.Count;

    /// <inheritdoc/>
    public int Height => _header.Height;

    /// <inheritdoc/>
    public int Width => _header.Width;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _metadata.ClassNames;

    /// <summary>The SHA-256 of pixels, labels and names, as the file's header has it: 64 lower-case hex digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(_header.BodySha256);

    /// <summary>Opens a labelled part and checks all of it against its SHA-256 (about 1 s a GiB).</summary>
    /// <param name="path">A file that <see cref="DataPreparation"/> has made.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no packed part; the message names it.</exception>
    public static PackedImages Open(string path) => Open(path, verify: true);

    /// <summary>Opens a labelled part.</summary>
    /// <param name="path">A file that <see cref="DataPreparation"/> has made.</param>
    /// <param name="verify">Whether to check the file's SHA-256; false only for a file whose digest was checked before.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no packed part, or unlabelled; the message names it.</exception>
    public static PackedImages Open(string path, bool verify) => Open(path, verify, labelled: true);

    /// <summary>Opens an unlabelled part, in which every label is −1.</summary>
    /// <param name="path">A file that <see cref="DataPreparation"/> has made.</param>
    /// <param name="verify">Whether to check the file's SHA-256; false only for a file whose digest was checked before.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no packed part, or labelled; the message names it.</exception>
    public static PackedImages OpenUnlabelled(string path, bool verify = true) => Open(path, verify, labelled: false);

    /// <summary>Writes a labelled set of square images to a file of its own; it is complete or not there.</summary>
    /// <param name="images">The images, such as some of a larger part.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The images are not square.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(IImageSet images, string path)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (images.Height != images.Width)
            throw new ArgumentException($"images of {images.Height}×{images.Width} pixels are not square, and a packed part holds square ones", nameof(images));
        using var writer = new PackedImagesWriter(path, images.Height);
        var pixels = new byte[images.Height * images.Width * 3];
        for (var i = 0; i < images.Count; i++)
        {
            images.CopyPixels(i, pixels);
            writer.Append(pixels, images.LabelOf(i), images.NameOf(i));
        }
        writer.Complete(images.ClassNames);
    }

    /// <summary>Whether a part has labels, by its header alone.</summary>
    /// <param name="path">A file that <see cref="DataPreparation"/> has made.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no packed part; the message names it.</exception>
    public static bool HasLabels(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var stream = OpenStream(path);
            return ReadHeader(stream).IsLabelled;
        }
        catch (InvalidDataException e)
        {
            throw Named(path, e);
        }
    }

    private static PackedImages Open(string path, bool verify, bool labelled)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var stream = OpenStream(path);
            var header = ReadHeader(stream);
            if (header.IsLabelled != labelled)
                throw new InvalidDataException(labelled ? "its images are unlabelled, and labelled ones are needed" : "its images are labelled, and unlabelled ones are meant");
            var metadata = verify ? ReadVerified(stream, header) : ReadMetadata(stream, header);
            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            try
            {
                var view = file.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
                return new PackedImages(file, view, header, metadata);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (InvalidDataException e)
        {
            throw Named(path, e);
        }
    }

    /// <inheritdoc/>
    public int LabelOf(int index)
    {
        CheckIndex(index);
        return _metadata.Labels[index];
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        CheckIndex(index);
        return _metadata.NameOf(index);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public void CopyPixels(int index, Span<byte> destination)
    {
        CheckIndex(index);
        if (destination.Length != _header.ImageLength)
            throw new ArgumentException($"the destination has {destination.Length} bytes, and an image has {_header.ImageLength}", nameof(destination));
        _bytes.ReadSpan(PackedHeader.Length + (ulong)(index * _header.ImageLength), destination);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static FileStream OpenStream(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);

    private static InvalidDataException Named(string path, InvalidDataException e) =>
        new($"{path}: {e.Message}; prepare the data again", e);

    private static PackedHeader ReadHeader(FileStream stream)
    {
        var bytes = new byte[PackedHeader.Length];
        var header = PackedHeader.Parse(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        if (stream.Length != header.FileLength)
            throw new InvalidDataException($"it has {stream.Length} bytes, and its header says {header.FileLength}");
        return header;
    }

    private static PackedMetadata ReadMetadata(FileStream stream, PackedHeader header)
    {
        stream.Position = header.FileLength - header.MetadataLength;
        var bytes = new byte[header.MetadataLength];
        stream.ReadExactly(bytes);
        return PackedMetadata.Parse(bytes, header.Count, header.ClassCount, header.IsLabelled);
    }

    private static PackedMetadata ReadVerified(FileStream stream, PackedHeader header)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; (read = stream.Read(buffer)) > 0;) digest.AppendData(buffer, 0, read);
        if (!digest.GetHashAndReset().AsSpan().SequenceEqual(header.BodySha256))
            throw new InvalidDataException("it is damaged: its SHA-256 is not the one in its header");
        return ReadMetadata(stream, header);
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)_header.Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {_header.Count} images");
    }
}
