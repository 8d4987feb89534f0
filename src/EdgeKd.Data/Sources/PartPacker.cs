using System.Buffers;
using System.Runtime.ExceptionServices;
using EdgeKd.Data.Packing;

namespace EdgeKd.Data.Sources;

/// <summary>Reads the images of a part on several threads and packs them in order.</summary>
internal sealed class PartPacker(IReadOnlyList<string> classNames, int size, bool skipsDamaged, int threads)
{
    private const int BlockBytes = 16 << 20;

    /// <summary>The images that were left out.</summary>
    public List<SkippedFile> Skipped { get; } = [];

    /// <exception cref="InvalidDataException">An image is damaged and may not be skipped, or a class is left without images.</exception>
    public PartSummary Pack(SourcePart part, string partName, string path, Action<int> onRead, CancellationToken ct)
    {
        var imageBytes = size * size * 3;
        var block = Math.Clamp(BlockBytes / imageBytes, 1, 4096);
        var pixels = ArrayPool<byte>.Shared.Rent(Math.Min(block, part.Count) * imageBytes);
        var failures = new InvalidDataException?[block];
        var isLabelled = part.Labels[0] >= 0;
        var perClass = new int[isLabelled ? classNames.Count : 0];
        var packed = 0;
        try
        {
            using var writer = new PackedImagesWriter(path, size, isLabelled);
            for (var first = 0; first < part.Count; first += block)
            {
                var count = Math.Min(block, part.Count - first);
                ReadBlock(part, first, count, pixels, imageBytes, failures, onRead, ct);
                for (var i = 0; i < count; i++)
                {
                    if (failures[i] is { } failure)
                    {
                        Skipped.Add(new SkippedFile(part.NameOf(first + i), failure.Message));
                        continue;
                    }
                    packed++;
                    if (isLabelled) perClass[part.Labels[first + i]]++;
                    writer.Append(pixels.AsSpan(i * imageBytes, imageBytes), part.Labels[first + i], part.NameOf(first + i));
                }
            }
            for (var label = 0; label < perClass.Length; label++)
            {
                if (perClass[label] == 0)
                    throw new InvalidDataException($"class '{classNames[label]}' has no {partName} image that can be read; mend or remove it");
            }
            if (packed == 0) throw new InvalidDataException($"no {partName} image can be read; mend them");
            ct.ThrowIfCancellationRequested();
            writer.Complete(classNames);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
        return new PartSummary(packed, perClass);
    }

    private void ReadBlock(SourcePart part, int first, int count, byte[] pixels, int imageBytes, InvalidDataException?[] failures,
        Action<int> onRead, CancellationToken ct)
    {
        Array.Clear(failures);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = ct };
            Parallel.For(0, count, options, part.NewReader, (i, state, reader) =>
            {
                try
                {
                    reader(first + i, pixels.AsSpan(i * imageBytes, imageBytes));
                }
                catch (InvalidDataException e)
                {
                    failures[i] = e;
                    if (!skipsDamaged) state.Break(); // images before this one are still read: the first damaged one is named
                }
                onRead(1);
                return reader;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        if (!skipsDamaged && Array.Find(failures, f => f is not null) is { } damaged)
            throw new InvalidDataException($"{damaged.Message}; mend or remove it, or set on-damaged to skip", damaged);
    }
}
