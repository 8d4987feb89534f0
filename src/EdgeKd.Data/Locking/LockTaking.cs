using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using EdgeKd.Data.Sources;
using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Locking;

/// <summary>Takes the lock of a data set as it lies there, on several threads.</summary>
internal static class LockTaking
{
    private const int BlockBytes = 1 << 20;

    public static DataLock Take(DataOptions options, bool readsContents, int threads, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!options.HasImageFiles)
            throw new ArgumentException($"data of kind {options.Kind} has no image files to lock; a lock is for image-folder and manifest");
        using var source = SourceFactory.Open(options, null, ct);
        var paths = new Utf8Strings();
        var classes = new Utf8Strings();
        foreach (var name in source.ClassNames) classes.Add(Checked(name, TextRule.MaxNameBytes, "class"));
        var all = LabelledParts.Of(source, options).All.ToArray();
        var entries = new LockEntry[all.Sum(part => part.Images.Count)];
        var reporter = new ProgressReporter(progress, entries.Length);
        foreach (var (part, images) in all)
        {
            var first = paths.Count;
            for (var i = 0; i < images.Count; i++) paths.Add(Checked(images.NameOf(i), TextRule.MaxPathBytes, "path"));
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = ct };
            try
            {
                Parallel.For(0, images.Count, parallel, () => new FileDigester(), (i, _, digester) =>
                {
                    var file = images.FileOf!(i);
                    var (sizeBytes, digest) = readsContents ? digester.Read(file) : (new FileInfo(file).Length, default);
                    entries[first + i] = new LockEntry(sizeBytes, digest, images.Labels[i], part);
                    reporter.Add(1, DataLock.FileName);
                    return digester;
                }, digester => digester.Dispose());
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
        }
        return new DataLock(paths, classes, entries);
    }

    // Names of folders and files may hold anything but a slash; the lock's lines may not.
    private static byte[] Checked(string text, int maxBytes, string what)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return TextRule.FaultOf(bytes, maxBytes) is not { } fault && !text.Contains('\ufffd') ? bytes
            : throw new InvalidDataException($"the {what} '{string.Concat(text.Take(80).Select(c => char.IsControl(c) ? '\ufffd' : c))}' cannot stand in a data.lock: it holds a control character, is no UTF-8 or is too long; rename it");
    }

    /// <summary>Reads files of any size through one buffer.</summary>
    private sealed class FileDigester : IDisposable
    {
        private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BlockBytes);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public (long SizeBytes, ContentDigest Digest) Read(string path)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
            long size = 0;
            for (int read; (read = RandomAccess.Read(file, _buffer, size)) > 0; size += read) _hash.AppendData(_buffer, 0, read);
            Span<byte> sha256 = stackalloc byte[32];
            _hash.GetHashAndReset(sha256);
            return (size, ContentDigest.Of(sha256));
        }

        public void Dispose() => _hash.Dispose();
    }
}
