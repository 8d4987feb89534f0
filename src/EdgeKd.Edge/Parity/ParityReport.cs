namespace EdgeKd.Edge;

/// <summary>How far two sets of logits are apart.</summary>
public sealed record ParityReport
{
    /// <summary>Images compared.</summary>
    public required int Count { get; init; }

    /// <summary>The largest |expected − actual|.</summary>
    public required double MaxAbsoluteDifference { get; init; }

    /// <summary>The largest |expected − actual|, divided by the largest |expected| of all logits.</summary>
    public required double MaxRelativeDifference { get; init; }

    /// <summary>The share of images with the same first class, 0 to 1.</summary>
    public required double Top1Agreement { get; init; }

    /// <summary>Whether the relative difference stays within a tolerance.</summary>
    public bool IsWithin(double tolerance = LogitParity.Tolerance) => MaxRelativeDifference <= tolerance;
}
