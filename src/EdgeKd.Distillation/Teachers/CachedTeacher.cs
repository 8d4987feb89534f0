using System.IO.MemoryMappedFiles;
using EdgeKd.Data;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>A teacher that recalls, from a file mapped into memory, what the teacher said of each view of each image; nothing runs.</summary>
/// <remarks>
/// What is recalled is rounded to half precision: 11 bits, a relative error of at most 2⁻¹¹. Not safe for use by several
/// threads at once.
/// </remarks>
public sealed class CachedTeacher : ITeacher
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafeMemoryMappedViewHandle bytes;
    private readonly TeacherCacheHeader header;
    private readonly Dictionary<string, (long Offset, long[] Shape)> features;

    private CachedTeacher(MemoryMappedFile file, TeacherCacheHeader header, IEnumerable<string> wanted)
    {
        (this.file, this.header) = (file, header);
        view = file.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
        bytes = view.SafeMemoryMappedViewHandle;
        var all = Places(header.Description);
        features = wanted.Distinct().ToDictionary(name => name, name => all[name]);
        FeatureShapes = features.ToDictionary(f => f.Key, f => f.Value.Shape);
    }

    /// <summary>What the cache holds.</summary>
    public TeacherCacheDescription Description => header.Description;

    /// <inheritdoc/>
    public int ClassCount => Description.Classes;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> FeatureShapes { get; }

    /// <summary>Opens a cache and checks all of it against its digests (about a second a GiB).</summary>
    /// <param name="path">A file that <see cref="TeacherCacheWriter"/> has made.</param>
    /// <param name="features">Names of the features to give; the cache may hold more.</param>
    /// <returns>The teacher; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The cache does not hold such a feature.</exception>
    /// <exception cref="InvalidDataException">The file is cut, damaged, unfinished or no cache; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CachedTeacher Open(string path, IReadOnlyCollection<string>? features = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        TeacherCacheHeader header;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            header = TeacherCacheHeader.Read(stream);
            Verify(stream, header);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: {e.Message}; remove it so that it is made again", e);
        }

        RequireFeatures(header.Description, path, features ?? []);
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            return new CachedTeacher(file, header, features ?? []);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Recalls what the teacher said of the view of each image that the batch shows.</summary>
    /// <param name="batch">Its <see cref="Batch.Views"/> and <see cref="Batch.Indices"/> are looked up; its pixels are not read.</param>
    /// <returns>Float32 tensors on the device of the batch's images, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The batch shows a view or an image that the cache does not hold.</exception>
    public TeacherOutput Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireHeld(batch);
        using var scope = NewDisposeScope();
        var logits = Recall(batch, 0, [ClassCount]).MoveToOuterDisposeScope();
        return new TeacherOutput(
            logits, features.ToDictionary(f => f.Key, f => Recall(batch, f.Value.Offset, f.Value.Shape).MoveToOuterDisposeScope()));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    /// <summary>Where each feature begins in a view, in bytes, and its shape.</summary>
    private static Dictionary<string, (long Offset, long[] Shape)> Places(TeacherCacheDescription description)
    {
        Dictionary<string, (long, long[])> places = [];
        var offset = (long)TeacherCacheDescription.ValueBytes * description.Count * description.Classes;
        foreach (var feature in description.Features)
        {
            places.Add(feature.Name, (offset, [.. feature.Shape]));
            offset += TeacherCacheDescription.ValueBytes * description.Count * feature.Elements;
        }

        return places;
    }

    private static void Verify(FileStream stream, TeacherCacheHeader header)
    {
        var digests = header.ReadDigests(stream);
        for (var view = 0; view < header.Description.Views; view++)
        {
            var digest = digests.AsSpan(view * TeacherCacheHeader.DigestLength, TeacherCacheHeader.DigestLength);
            if (!ViewDigest.Of(stream, header, view).AsSpan().SequenceEqual(digest))
            {
                throw new InvalidDataException($"it is damaged: the SHA-256 of view {view} is not the one in its header");
            }
        }
    }

    private static void RequireFeatures(TeacherCacheDescription description, string path, IEnumerable<string> features)
    {
        var known = description.Features.Select(f => f.Name).ToArray();
        if (features.FirstOrDefault(name => !known.Contains(name)) is { } missing)
        {
            throw new ArgumentException(
                $"{path}: the cache holds no feature '{missing}' ({(known.Length == 0 ? "logits alone" : string.Join(", ", known))}): raise cacheLimitMb.");
        }
    }

    private void RequireHeld(Batch batch)
    {
        foreach (var shown in batch.Views)
        {
            if (shown < 0 || shown >= Description.Views)
            {
                throw new ArgumentException(
                    $"The batch shows view {shown}, and the teacher's cache holds {Description.Views} views: train with views {Description.Views}.");
            }
        }

        foreach (var index in batch.Indices)
        {
            if (index < 0 || index >= Description.Count)
            {
                throw new ArgumentException(
                    $"The batch shows image {index}, and the teacher's cache holds {Description.Count} images: it is of another data set.");
            }
        }
    }

    private Tensor Recall(Batch batch, long offset, long[] shape)
    {
        var rowBytes = TeacherCacheDescription.ValueBytes * (int)shape.Aggregate(1L, (product, length) => product * length);
        var recalled = empty([batch.Count, .. shape], dtype: ScalarType.Float16);
        var rows = recalled.bytes;
        for (var i = 0; i < batch.Count; i++)
        {
            var start = header.ViewOffset(batch.Views[i]) + offset + ((long)batch.Indices[i] * rowBytes);
            bytes.ReadSpan((ulong)start, rows.Slice(i * rowBytes, rowBytes));
        }

        return recalled.to_type(ScalarType.Float32).to(batch.Images.device);
    }
}
