namespace EdgeKd.Edge;

/// <summary>How much a machine varies, by blocks of one and the same model.</summary>
internal static class MachineNoise
{
    /// <summary>The quartiles of a normal distribution lie this many standard deviations apart.</summary>
    private const double QuartileDistance = 1.349;

    /// <summary>A standard deviation of the blocks' medians above this share is called noisy.</summary>
    private const double NoisyShare = 0.10;

    /// <summary>The standard deviation of the blocks' medians as a share of the middle one, by their quartiles: a few interrupted blocks
    /// do not count.</summary>
    public static double Variation(IReadOnlyList<BlockResult> blocks)
    {
        double[] sorted = [.. blocks.Select(block => block.MedianMs).Order()];
        return (Percentiles.Of(sorted, 0.75m) - Percentiles.Of(sorted, 0.25m)) / QuartileDistance / Percentiles.Of(sorted, 0.5m);
    }

    /// <summary>Says that the machine was noisy; null where it was not.</summary>
    public static string? Doubt(IReadOnlyList<BlockResult> blocks) => Variation(blocks) is > NoisyShare and var variation
        ? FormattableString.Invariant($"the blocks of the baseline alone vary by {100 * variation:F0} % (standard deviation of their medians), so the machine was busy or changed its clock")
        : null;
}
