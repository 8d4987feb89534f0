using System.IO.Hashing;
using System.Security.Cryptography;

namespace EdgeKd.Release;

/// <summary>Packs release bundles.</summary>
public static class BundleWriter
{
    /// <summary>Packs files and their manifest, and signs them. The same parts make the same bytes, but for the signature.</summary>
    /// <param name="zipPath">The bundle; complete or not there.</param>
    /// <param name="manifest">The manifest; its list of files and its mark of the signature are made here.</param>
    /// <param name="files">The files to pack: the path in the bundle, and the file on disk.</param>
    /// <param name="signer">Signs the release; null leaves it marked as unsigned.</param>
    /// <returns>The manifest as it stands in the bundle.</returns>
    /// <exception cref="InvalidDataException">The manifest is wrong, a path cannot stand in a bundle, or the signer cannot sign.</exception>
    /// <exception cref="IOException">A file or the key cannot be read, or a file changed while it was packed.</exception>
    public static BundleManifest Write(string zipPath, BundleManifest manifest, IReadOnlyDictionary<string, string> files, ISigner? signer = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);

        var parts = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Part.Of(file.Key, file.Value)).ToList();
        var complete = manifest with
        {
            Signature = signer is null ? BundleManifest.Unsigned : ModelSignature.FileName,
            Files = [.. parts.Select(part => new BundleFile(part.Entry.Name, part.Entry.SizeBytes, part.Sha256))],
        };
        // The manifest comes first, so that a reader of a stream knows what follows; the signature covers all before it.
        parts.Insert(0, Part.Of(BundleManifest.FileName, complete.ToBytes()));
        if (signer is not null)
            parts.Add(Part.Of(ModelSignature.FileName, Sign(complete, parts, signer)));
        AtomicFile.Write(zipPath, stream => Pack(stream, parts));
        return complete;
    }

    private static byte[] Sign(BundleManifest manifest, IEnumerable<Part> parts, ISigner signer) =>
        ModelSignature.Sign($"{manifest.Name}-{manifest.Version}", parts.ToDictionary(part => part.Entry.Name, part => part.Sha256), signer).ToBytes();

    /// <summary>Stored, not deflated: weights hardly shrink, and deflated bytes differ from one zlib to the next.</summary>
    private static void Pack(Stream stream, IReadOnlyList<Part> parts)
    {
        var offsets = new List<long>();
        foreach (var part in parts)
        {
            offsets.Add(stream.Position);
            stream.Write(ZipLayout.LocalHeader(part.Entry));
            part.CopyTo(stream);
        }

        var directory = stream.Position;
        foreach (var (part, offset) in parts.Zip(offsets))
            stream.Write(ZipLayout.DirectoryRecord(part.Entry, offset));
        stream.Write(ZipLayout.End(parts.Count, stream.Position - directory, directory));
    }

    /// <summary>An entry and where its contents are.</summary>
    private sealed record Part(ZipEntry Entry, string Sha256, Func<Stream> Open, string Source)
    {
        public static Part Of(string name, string file) => Of(name, () => File.OpenRead(file), file);

        public static Part Of(string name, byte[] contents) => Of(name, () => new MemoryStream(contents), name);

        public void CopyTo(Stream target)
        {
            using var source = Open();
            var crc = new Crc32();
            var buffer = new byte[1 << 16];
            long copied = 0;
            for (int read; (read = source.Read(buffer)) > 0; copied += read)
            {
                crc.Append(buffer.AsSpan(0, read));
                target.Write(buffer, 0, read);
            }

            if (copied != Entry.SizeBytes || crc.GetCurrentHashAsUInt32() != Entry.Crc32)
                throw new IOException($"{Source} changed while it was packed; pack again.");
        }

        private static Part Of(string name, Func<Stream> open, string source)
        {
            using var stream = open();
            if (stream.Length > BundleReader.MaxTotalBytes)
                throw new InvalidDataException($"{source}: {stream.Length} bytes are more than the {BundleReader.MaxTotalBytes} that a bundle may have.");
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var crc = new Crc32();
            var buffer = new byte[1 << 16];
            long size = 0;
            for (int read; (read = stream.Read(buffer)) > 0; size += read)
            {
                sha.AppendData(buffer, 0, read);
                crc.Append(buffer.AsSpan(0, read));
            }

            return new Part(new ZipEntry(name, size, crc.GetCurrentHashAsUInt32()), Convert.ToHexStringLower(sha.GetHashAndReset()), open, source);
        }
    }
}
