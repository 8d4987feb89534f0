using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeKd.Distillation;

/// <summary>What a teacher's cache holds, and of what: a cache serves only a training that describes it alike.</summary>
public sealed record TeacherCacheDescription
{
    /// <summary>Bytes of one value: IEEE 754 half precision.</summary>
    internal const int ValueBytes = 2;

    /// <summary>SHA-256 of the teacher's weights, 64 hexadecimal digits.</summary>
    public required string TeacherSha256 { get; init; }

    /// <summary>SHA-256 of the training images.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>SHA-256 of all that turns an image into a view: augmentation and its seed, image size, normalisation.</summary>
    public required string AugmentationSha256 { get; init; }

    /// <summary>V, the views of each image.</summary>
    public required int Views { get; init; }

    /// <summary>N, the images.</summary>
    public required int Count { get; init; }

    /// <summary>K, the logits.</summary>
    public required int Classes { get; init; }

    /// <summary>The features beside the logits, in the order of the file.</summary>
    public IReadOnlyList<CachedFeature> Features { get; init; } = [];

    /// <summary>Bytes of one view: N·(K + the features' values) half-precision numbers.</summary>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    [JsonIgnore]
    public long ViewSizeBytes => checked(ValueBytes * Count * (Classes + Features.Sum(feature => feature.Elements)));

    /// <summary>Which features a cache keeps under a limit of size: the smallest first, as long as they fit.</summary>
    /// <param name="views">V.</param>
    /// <param name="count">N.</param>
    /// <param name="classes">K.</param>
    /// <param name="shapes">The features that are wanted, with their shapes without the batch.</param>
    /// <param name="limitBytes">The most bytes that logits and features may take.</param>
    /// <returns>The features that fit; a method that reads another one has to run the teacher itself.</returns>
    /// <exception cref="ArgumentException">Not even the logits fit.</exception>
    public static IReadOnlyList<CachedFeature> Fitting(
        int views, int count, int classes, IReadOnlyDictionary<string, long[]> shapes, long limitBytes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var samples = (double)ValueBytes * views * count;
        var size = samples * classes;
        if (size > limitBytes)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The teacher's logits for {views} views of {count:N0} images take {size / (1 << 20):N0} MiB, above the limit of {limitBytes >> 20:N0} MiB: raise cacheLimitMb or take fewer views."));
        }

        List<CachedFeature> fitting = [];
        foreach (var (name, shape) in shapes.OrderBy(f => Elements(f.Value)).ThenBy(f => f.Key, StringComparer.Ordinal))
        {
            if (size + (samples * Elements(shape)) <= limitBytes)
            {
                size += samples * Elements(shape);
                fitting.Add(new CachedFeature(name, shape));
            }
        }

        return fitting;

        static double Elements(long[] shape) => shape.Aggregate(1.0, (product, length) => product * length);
    }
}
