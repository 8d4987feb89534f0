using System.Security.Cryptography;

namespace EdgeKd.Data.Packing;

/// <summary>Writes a packed part image by image: to a temporary name, renamed when complete.</summary>
internal sealed class PackedImagesWriter : IDisposable
{
    private readonly string _path, _temporaryPath;
    private readonly int _size;
    private readonly bool _isLabelled;
    private readonly FileStream _stream;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<int> _labels = [];
    private readonly List<string> _names = [];

    /// <param name="path">The file.</param>
    /// <param name="size">Height and width of the images, in pixels.</param>
    /// <param name="isLabelled">False: every label is −1.</param>
    public PackedImagesWriter(string path, int size, bool isLabelled = true)
    {
        (_path, _size, _isLabelled) = (path, size, isLabelled);
        _temporaryPath = TemporaryFile.NameFor(path);
        _stream = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _stream.Write(new byte[PackedHeader.Length]);
    }

    public void Append(ReadOnlySpan<byte> pixels, int label, string name)
    {
        if (pixels.Length != _size * _size * 3) throw new ArgumentException("pixels of another size", nameof(pixels));
        Write(pixels);
        _labels.Add(label);
        _names.Add(name);
    }

    /// <summary>Completes the file and gives it its name.</summary>
    public void Complete(IReadOnlyList<string> classNames)
    {
        var metadata = PackedMetadata.ToBytes(_labels, classNames, _names);
        Write(metadata);
        var header = new PackedHeader(_labels.Count, _size, _size, classNames.Count, metadata.Length, _digest.GetHashAndReset(), _isLabelled);
        _stream.Position = 0;
        _stream.Write(header.ToBytes());
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _digest.Dispose();
        File.Delete(_temporaryPath); // does nothing once it has its name
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _digest.AppendData(bytes);
    }
}
