using System.Security.Cryptography;
using EdgeKd.Data.Locking;
using EdgeKd.Data.Packing;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data;

/// <summary>Which images a data set consists of: path, size, SHA-256, class and part of each, sorted by path. Written to a file it can be
/// kept, compared, and required of the data later.</summary>
/// <remarks>An image takes some 150 bytes. Safe for reading by several threads at once.</remarks>
public sealed class DataLock
{
    /// <summary>The usual name of the file.</summary>
    public const string FileName = "data.lock";

    private readonly Utf8Strings _paths;
    private readonly int[] _order;
    private readonly Lazy<string> _sha256;

    /// <param name="paths">The paths, in any order, no two the same.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="images">What else is known of the image of each path.</param>
    internal DataLock(Utf8Strings paths, Utf8Strings labels, LockEntry[] images)
    {
        (_paths, Labels, Images) = (paths, labels, images);
        _order = [.. Enumerable.Range(0, images.Length)];
        Array.Sort(_order, (a, b) => Utf8Order.Compare(paths[a], paths[b]));
        _sha256 = new Lazy<string>(Digest);
    }

    /// <summary>Images in it.</summary>
    public int Count => _order.Length;

    /// <summary>The SHA-256 of its text, 64 lower-case hexadecimal digits: equal for equal images, wherever they lie.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>An image, in the order of the paths.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public LockedImage this[int index]
    {
        get
        {
            var entry = EntryOf(index);
            return new LockedImage(
                _paths.TextOf(_order[index]), entry.SizeBytes, entry.Digest.IsKnown ? entry.Digest.ToString() : null, Labels.TextOf(entry.Label), entry.Part);
        }
    }

    internal Utf8Strings Labels { get; }

    private LockEntry[] Images { get; }

    /// <summary>Reads every image file of a data set and takes its digest.</summary>
    /// <param name="options">An <c>image-folder</c> or a <c>manifest</c>.</param>
    /// <param name="threads">Threads that read; any number gives the same lock.</param>
    /// <param name="progress">Told about every hundredth of the images, perhaps from other threads; null: nobody.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or the kind has no image files.</exception>
    /// <exception cref="InvalidDataException">The source is not laid out as its kind asks, or an image is missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DataLock Take(DataOptions options, int threads, IProgress<PreparationProgress>? progress, CancellationToken ct) =>
        LockTaking.Take(options, readsContents: true, threads, progress, ct);

    /// <summary>As <see cref="Take"/>, but without reading the files: their digests are not known.</summary>
    /// <inheritdoc cref="Take"/>
    public static DataLock List(DataOptions options, CancellationToken ct) => LockTaking.Take(options, readsContents: false, 1, null, ct);

    /// <summary>Reads a lock, plain or compressed by gzip.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is none, or a line of it cannot be used; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DataLock Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path);
    }

    /// <summary>Reads a lock, plain or compressed by gzip, from a stream that can seek.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static DataLock Read(Stream stream, string name) => DataLockText.Read(stream, name);

    /// <summary>Whether a file begins as a lock, plain or compressed by gzip.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsLock(string path)
    {
        using var stream = File.OpenRead(path);
        return DataLockText.IsLock(stream);
    }

    /// <summary>Writes the file; it is complete or not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => TemporaryFile.Write(path, Write);

    /// <summary>Writes the text of the file.</summary>
    public void Write(Stream stream) => DataLockText.Write(this, stream);

    internal ReadOnlySpan<byte> PathOf(int index) => _paths[_order[index]];

    internal LockEntry EntryOf(int index) => Images[_order[index]];

    private string Digest()
    {
        using var sha256 = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write)) Write(stream);
        return Convert.ToHexStringLower(sha256.Hash!);
    }
}
