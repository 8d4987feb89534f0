namespace EdgeKd.Release;

/// <summary>How far the logits of the exported model are from those of the trained network.</summary>
public sealed record ParityEvidence
{
    /// <summary>Images compared.</summary>
    public required int Count { get; init; }

    /// <summary>The largest |expected − actual| of all logits.</summary>
    public required double MaxAbsoluteDifference { get; init; }

    /// <summary>The largest |expected − actual|, divided by the largest |expected|.</summary>
    public required double MaxRelativeDifference { get; init; }

    /// <summary>The share of images with the same first class, 0 to 1.</summary>
    public required double Top1Agreement { get; init; }
}
