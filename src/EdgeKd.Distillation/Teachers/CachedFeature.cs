using System.Text.Json.Serialization;

namespace EdgeKd.Distillation;

/// <summary>A feature of the teacher that a cache keeps.</summary>
/// <param name="Name">Its name, as the teacher has it.</param>
/// <param name="Shape">Its shape without the batch: C, or C×H×W.</param>
public sealed record CachedFeature(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Values an image.</summary>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    [JsonIgnore]
    public long Elements => Shape.Aggregate(1L, (product, length) => checked(product * length));
}
