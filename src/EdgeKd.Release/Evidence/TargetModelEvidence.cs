using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>What was measured of the model in one arithmetic on one target, on the first images of <see cref="ValidationEvidence.Labels"/>.</summary>
public sealed record TargetModelEvidence
{
    /// <summary>The arithmetic: one of <see cref="Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>Images that it answered: the test set's, in their order, from <see cref="Images"/>.</summary>
    public required int Count { get; init; }

    /// <summary>The places of those images among <see cref="ValidationEvidence.Labels"/>; null where they are the first ones. Of an
    /// emulated target that answers a part only, a part of every class.</summary>
    public IReadOnlyList<int>? Images { get; init; }

    /// <summary>The share of them whose class has the largest logit.</summary>
    public required double Top1 { get; init; }

    /// <summary>The likeliest class of each image that was answered: <see cref="Count"/>.</summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>The share of them that the same model answers alike on the machine that measured, right or wrong.</summary>
    public required double AgreementWithLocal { get; init; }

    /// <summary>The largest |local − target| of all logits; null where the target gave none.</summary>
    public double? MaxAbsoluteDifference { get; init; }

    /// <summary>The first image that is answered otherwise than locally, by its place among <see cref="ValidationEvidence.Labels"/>; null
    /// where none is.</summary>
    public int? FirstDifferentImage { get; init; }

    /// <summary>The latency of one image; null where it was not measured. Of an emulated target it is for information alone.</summary>
    public LatencyEvidence? Latency { get; init; }

    /// <summary>The instructions that the processor executes for one image; null where they were not counted.</summary>
    public double? Instructions { get; init; }

    /// <summary>Why the figures are not to be trusted much, in words; null where they are.</summary>
    public string? Doubt { get; init; }

    /// <summary>The place of the i-th answered image among <see cref="ValidationEvidence.Labels"/>.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public int PlaceOf(int index) => Images is { } places ? places[index] : index;

    /// <summary>The places of all answered images, in their order.</summary>
    [JsonIgnore]
    public IEnumerable<int> Places => Images ?? Enumerable.Range(0, Count);
}
