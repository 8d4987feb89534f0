using EdgeKd.Data.Encoded;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data;

/// <summary>A part of a data set that is decoded while it is read: a list of places in image files or shards.</summary>
/// <remarks>Disk and memory do not grow with the pixels. Each picture is checked against its digest of when it was prepared, so
/// that a training never learns from another picture than its key says.</remarks>
public sealed class EncodedImages : IImageSet, IReadAhead
{
    private readonly EncodedList _list;
    private readonly IEncodedFiles _files;

    private EncodedImages(EncodedList list, IEncodedFiles files) => (_list, _files) = (list, files);

    /// <inheritdoc/>
    public int Count => _list.Header.Count;

    /// <inheritdoc/>
    public int Height => _list.Header.StoredSize;

    /// <inheritdoc/>
    public int Width => _list.Header.StoredSize;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _list.ClassNames;

    /// <summary>Opens a list and the files that it lists.</summary>
    /// <param name="path">A file that <see cref="DataPreparation"/> has made.</param>
    /// <param name="o">The options that it was made with: they say where the images lie.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no list; the message names it.</exception>
    public static EncodedImages Open(string path, DataOptions o)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(o);
        return new EncodedImages(EncodedList.Read(path), SourceFactory.OpenFiles(o, CancellationToken.None));
    }

    /// <inheritdoc/>
    public int LabelOf(int index)
    {
        CheckIndex(index);
        return _list.Labels[index];
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        CheckIndex(index);
        return _list.NameOf(index);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The picture is another one than when the data was prepared.</exception>
    /// <exception cref="IOException">Its file cannot be read, or fetched.</exception>
    public void CopyPixels(int index, Span<byte> destination)
    {
        CheckIndex(index);
        if (destination.Length != Height * Width * 3)
            throw new ArgumentException($"the destination has {destination.Length} bytes, and an image has {Height * Width * 3}", nameof(destination));
        var name = _list.NameOf(index);
        using var encoded = EncodedBytes.Read(_files, _list.PlaceOf(index), name);
        Span<byte> digest = stackalloc byte[EncodedBytes.DigestLength];
        encoded.Digest(digest);
        if (!digest.SequenceEqual(_list.DigestOf(index)))
            throw new InvalidDataException($"image {name} is another one than when the data was prepared; run the data stage again");
        ImageDecoder.DecodeSquare(encoded.Span, name, Height, _list.Header.Interpolation, destination);
    }

    void IReadAhead.Expect(ReadOnlySpan<int> order)
    {
        var lastUse = new int[_list.Files.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (FileOf(order[i]) is >= 0 and var file) lastUse[file] = i;
        }
        var isOpen = new bool[lastUse.Length];
        List<string> files = [];
        int open = 0, atOnce = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (FileOf(order[i]) is not (>= 0 and var file)) continue;
            if (!isOpen[file])
            {
                isOpen[file] = true;
                files.Add(_list.Files[file]);
                atOnce = Math.Max(atOnce, ++open);
            }
            if (lastUse[file] == i) open--;
        }
        _files.Expect(files, atOnce);

        int FileOf(int index) => index < Count ? _list.FileNumberOf(index) : -1;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _files.Dispose();

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} images");
    }
}
