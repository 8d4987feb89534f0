using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What a classifier answered for each image, in the order of the labels: enough for every metric of the gate, and no more
/// than some numbers an image however many classes there are.</summary>
public sealed record AnswersEvidence
{
    /// <summary>The most classes that are kept of an image.</summary>
    public const int Depth = 5;

    /// <summary>The likeliest classes of each image, the first one first: N×min(<see cref="Depth"/>, K).</summary>
    public required IReadOnlyList<int> Top { get; init; }

    /// <summary>The probability (softmax of the logits) of each image's likeliest class: N.</summary>
    public required IReadOnlyList<float> Confidence { get; init; }

    /// <summary>The natural logarithm of the probability of each image's own label: N.</summary>
    public required IReadOnlyList<float> LabelLogProbability { get; init; }

    /// <summary>Images.</summary>
    [JsonIgnore]
    public int Count => Confidence.Count;

    /// <summary>Classes kept of each image.</summary>
    [JsonIgnore]
    public int PerImage => Count == 0 ? 0 : Top.Count / Count;

    /// <summary>The likeliest class of each image: N.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Predictions => PerImage == 1 ? Top : [.. Enumerable.Range(0, Count).Select(i => Top[i * PerImage])];
}
