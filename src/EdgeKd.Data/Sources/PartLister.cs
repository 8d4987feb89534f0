using EdgeKd.Data.Encoded;

namespace EdgeKd.Data.Sources;

/// <summary>Decodes the images of a part on several threads, to know which are damaged, and lists where they lie; those that are
/// left out are added to <paramref name="skipped"/>.</summary>
internal sealed class PartLister(IReadOnlyList<string> classNames, IEncodedFiles? files, DataOptions options, int threads, List<SkippedFile> skipped)
{
    private const int BlockSize = 1024;

    /// <exception cref="InvalidDataException">An image is damaged and may not be skipped, or a class is left without images.</exception>
    public PartSummary List(SourcePart part, string partName, string path, Action<int> onRead, CancellationToken ct)
    {
        if (files is null || part.PlaceOf is not { } placeOf)
            throw new ArgumentException($"data keep encoded needs encoded pictures, and kind {options.Kind} has none; keep them decoded");
        var size = options.ResolvedStoredSize;
        var images = new ImageBlock(BlockSize, options.OnDamaged == "skip", threads);
        var digests = new byte[BlockSize * EncodedBytes.DigestLength];
        var writer = new EncodedListWriter(path, size, options.Interpolation);
        var perClass = new int[classNames.Count];
        var listed = 0;
        for (var start = 0; start < part.Count; start += BlockSize)
        {
            var first = start;
            var count = Math.Min(BlockSize, part.Count - first);
            images.Read(count, () => new byte[size * size * 3], Check, onRead, ct);
            for (var i = 0; i < count; i++)
            {
                if (images.FailureOf(i) is { } failure)
                {
                    skipped.Add(new SkippedFile(part.NameOf(first + i), failure.Message));
                    continue;
                }
                listed++;
                perClass[part.Labels[first + i]]++;
                writer.Append(placeOf(first + i), DigestOf(i), part.Labels[first + i], part.NameOf(first + i));
            }

            void Check(int i, byte[] pixels)
            {
                var name = part.NameOf(first + i);
                using var encoded = EncodedBytes.Read(files, placeOf(first + i), name);
                ImageDecoder.DecodeSquare(encoded.Span, name, size, options.Interpolation, pixels);
                encoded.Digest(DigestOf(i));
            }
        }
        var summary = PartCounts.Checked(listed, perClass, classNames, partName);
        ct.ThrowIfCancellationRequested();
        writer.Complete(classNames);
        return summary;

        Span<byte> DigestOf(int i) => digests.AsSpan(i * EncodedBytes.DigestLength, EncodedBytes.DigestLength);
    }
}
