using System.Buffers;
using EdgeKd.Data.Packing;

namespace EdgeKd.Data.Sources;

/// <summary>Reads the images of a part on several threads and packs them in order; those that are left out are added to
/// <paramref name="skipped"/>.</summary>
internal sealed class PartPacker(IReadOnlyList<string> classNames, int size, bool skipsDamaged, int threads, List<SkippedFile> skipped)
{
    private const int BlockBytes = 16 << 20;

    /// <exception cref="InvalidDataException">An image is damaged and may not be skipped, or a class is left without images.</exception>
    public PartSummary Pack(SourcePart part, string partName, string path, Action<int> onRead, CancellationToken ct)
    {
        var imageBytes = size * size * 3;
        var block = Math.Clamp(BlockBytes / imageBytes, 1, 4096);
        var pixels = ArrayPool<byte>.Shared.Rent(Math.Min(block, part.Count) * imageBytes);
        var images = new ImageBlock(block, skipsDamaged, threads);
        var isLabelled = part.Labels[0] >= 0;
        var perClass = new int[isLabelled ? classNames.Count : 0];
        var packed = 0;
        try
        {
            using var writer = new PackedImagesWriter(path, size, isLabelled);
            for (var start = 0; start < part.Count; start += block)
            {
                var first = start;
                var count = Math.Min(block, part.Count - first);
                images.Read(count, part.NewReader, (i, reader) => reader(first + i, pixels.AsSpan(i * imageBytes, imageBytes)), onRead, ct);
                for (var i = 0; i < count; i++)
                {
                    if (images.FailureOf(i) is { } failure)
                    {
                        skipped.Add(new SkippedFile(part.NameOf(first + i), failure.Message));
                        continue;
                    }
                    packed++;
                    if (isLabelled) perClass[part.Labels[first + i]]++;
                    writer.Append(pixels.AsSpan(i * imageBytes, imageBytes), part.Labels[first + i], part.NameOf(first + i));
                }
            }
            var summary = PartCounts.Checked(packed, perClass, classNames, partName);
            ct.ThrowIfCancellationRequested();
            writer.Complete(classNames);
            return summary;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }
}
