using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using EdgeKd.Data.Packing;

namespace EdgeKd.Data.Shards;

/// <summary>Writes one shard: to a temporary name, renamed when complete. The same images give the same bytes.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly string _path, _temporaryPath;
    private readonly FileStream _file;
    private readonly SHA256 _sha256 = SHA256.Create();
    private readonly CryptoStream _hashed;
    private readonly TarWriter _tar;

    public ShardWriter(string folder, string name)
    {
        (_path, Name) = (Path.Combine(folder, name), name);
        _temporaryPath = TemporaryFile.NameFor(_path);
        _file = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        _hashed = new CryptoStream(_file, _sha256, CryptoStreamMode.Write, leaveOpen: true);
        _tar = new TarWriter(_hashed, TarEntryFormat.Ustar, leaveOpen: true);
    }

    public string Name { get; }

    /// <summary>Images so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Bytes of their encoded pictures.</summary>
    public long ImageSizeBytes { get; private set; }

    /// <summary>Adds an image and its label.</summary>
    /// <param name="key">The sample's key, without a dot; at most 90 ASCII characters.</param>
    /// <param name="extension">The picture's, without a dot.</param>
    /// <param name="image">The encoded picture.</param>
    /// <param name="label">The class.</param>
    public void Append(string key, string extension, byte[] image, int label)
    {
        Add($"{key}.{extension}", image);
        Add($"{key}.cls", System.Text.Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
        Samples++;
        ImageSizeBytes += image.Length;
    }

    /// <summary>Completes the shard and gives it its name.</summary>
    public ShardFile Complete()
    {
        _tar.Dispose();
        _hashed.FlushFinalBlock();
        _file.Flush(flushToDisk: true);
        var size = _file.Length;
        _file.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
        return new ShardFile(Name, Samples, size, Convert.ToHexStringLower(_sha256.Hash!));
    }

    public void Dispose()
    {
        _tar.Dispose();
        _hashed.Dispose();
        _file.Dispose();
        _sha256.Dispose();
        File.Delete(_temporaryPath); // does nothing once it has its name
    }

    private void Add(string name, byte[] bytes) => _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(bytes, writable: false),
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}
