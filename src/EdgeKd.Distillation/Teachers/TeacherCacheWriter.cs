using EdgeKd.Data;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>Runs a teacher once over every view of every image and keeps what it says.</summary>
/// <remarks>
/// View by view, in the order of the images and in batches of one size, into a file beside the final one, which gets its name
/// when it is whole. A run that was stopped or killed leaves the views that were finished; the next one goes on after them,
/// to the same bytes. One writer a path at a time.
/// </remarks>
public static class TeacherCacheWriter
{
    // A wide network's maps of 256 small images pass 32 MiB, beyond which the C library takes fresh pages for every one.
    private const int BatchSize = 128;
    private const float LargestHalf = 65504;

    /// <summary>Writes the cache.</summary>
    /// <param name="path">The file; replaced when it is there.</param>
    /// <param name="description">What it holds.</param>
    /// <param name="teacher">The teacher; stays the caller's.</param>
    /// <param name="images">The N images; stay the caller's.</param>
    /// <param name="loading">Image size, normalisation, augmentation with its seed, and threads; order and batch size are the writer's own.</param>
    /// <param name="progress">Told the fraction done after each batch.</param>
    /// <param name="cancellation">Stops after a batch.</param>
    /// <exception cref="ArgumentException">Description, teacher and images do not fit each other.</exception>
    /// <exception cref="InvalidDataException">The teacher says what half precision cannot hold: NaN, or more than 65,504.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the finished views stay for the next run.</exception>
    public static void Write(
        string path,
        TeacherCacheDescription description,
        ITeacher teacher,
        IImageSet images,
        BatchLoaderOptions loading,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(loading);
        RequireFit(description, teacher, images);
        HostMemory.KeepFreedBlocks();
        var header = new TeacherCacheHeader(description);
        var partial = path + ".partial";
        using (var stream = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 20))
        {
            var digests = new byte[description.Views * TeacherCacheHeader.DigestLength];
            using var loader = new BatchLoader(images, loading with { BatchSize = BatchSize, Shuffle = false, ClassSampling = ClassSampling.Proportional, DropLast = false, Views = 0 });
            for (var view = FindFinished(stream, header, digests); view < description.Views; view++)
            {
                WriteView(stream, header, view, digests, teacher, loader, progress, cancellation);
            }

            stream.Position = header.SealOffset;
            stream.Write(header.Seal(digests));
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }

    private static void RequireFit(TeacherCacheDescription description, ITeacher teacher, IImageSet images)
    {
        if (description.Count != images.Count)
        {
            throw new ArgumentException($"The cache is described for {description.Count} images, and there are {images.Count}.");
        }

        if (description.Classes != teacher.ClassCount)
        {
            throw new ArgumentException($"The cache is described for {description.Classes} classes, and the teacher has {teacher.ClassCount}.");
        }

        foreach (var feature in description.Features)
        {
            if (!teacher.FeatureShapes.TryGetValue(feature.Name, out var shape) || !shape.SequenceEqual(feature.Shape))
            {
                throw new ArgumentException($"The teacher gives no feature '{feature.Name}' of shape {string.Join('×', feature.Shape)}.");
            }
        }
    }

    /// <summary>The number of finished views that an earlier run left; a file of another cache is emptied.</summary>
    private static int FindFinished(FileStream stream, TeacherCacheHeader header, byte[] digests)
    {
        var start = new byte[header.Start.Length];
        stream.Position = 0;
        if (stream.Length == header.FileLength
            && stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && header.Start.SequenceEqual(start))
        {
            stream.ReadExactly(digests);
            var views = 0;
            while (views < header.Description.Views && IsFinished(stream, header, views, digests))
            {
                views++;
            }

            digests.AsSpan(views * TeacherCacheHeader.DigestLength).Clear();
            return views;
        }

        stream.SetLength(0);
        stream.SetLength(header.FileLength);
        stream.Position = 0;
        stream.Write(header.Start);
        return 0;
    }

    private static bool IsFinished(FileStream stream, TeacherCacheHeader header, int view, byte[] digests)
    {
        var digest = digests.AsSpan(view * TeacherCacheHeader.DigestLength, TeacherCacheHeader.DigestLength);
        return digest.ContainsAnyExcept((byte)0) && ViewDigest.Of(stream, header, view).AsSpan().SequenceEqual(digest);
    }

    private static void WriteView(
        FileStream stream,
        TeacherCacheHeader header,
        int view,
        byte[] digests,
        ITeacher teacher,
        BatchLoader loader,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        var description = header.Description;
        var done = 0L;
        foreach (var batch in loader.Epoch(view, ct: cancellation))
        {
            using (NewDisposeScope())
            using (batch)
            {
                var output = teacher.Forward(batch);
                var offset = header.ViewOffset(view);
                WriteRows(stream, ref offset, done, output.Logits, description, "logits");
                foreach (var feature in description.Features)
                {
                    WriteRows(stream, ref offset, done, output.Features[feature.Name], description, $"feature '{feature.Name}'");
                }

                done += batch.Count;
            }

            progress?.Report((((double)view * description.Count) + done) / ((double)description.Views * description.Count));
        }

        // The view is on the disk before the digest that vouches for it.
        stream.Flush(flushToDisk: true);
        var digest = ViewDigest.Of(stream, header, view);
        digest.CopyTo(digests.AsSpan(view * TeacherCacheHeader.DigestLength));
        stream.Position = header.DigestOffset(view);
        stream.Write(digest);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Writes the rows of a batch into their tensor's place in the view, and moves on to the next tensor's.</summary>
    private static void WriteRows(
        FileStream stream, ref long offset, long first, Tensor rows, TeacherCacheDescription description, string what)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = rows.reshape(rows.shape[0], -1);
        // NaN compares as false.
        if (!(values.abs().max().ToSingle() <= LargestHalf))
        {
            throw new InvalidDataException(
                $"The teacher's {what} are NaN or beyond {LargestHalf:N0}, which the cache's half precision cannot hold: train without views.");
        }

        var rowBytes = TeacherCacheDescription.ValueBytes * values.shape[1];
        stream.Position = offset + (first * rowBytes);
        stream.Write(values.to_type(ScalarType.Float16).cpu().contiguous().bytes);
        offset += description.Count * rowBytes;
    }
}
