namespace EdgeKd.Edge;

/// <summary>How much a machine varies, by parts of one measurement or blocks of one and the same model.</summary>
internal static class MachineNoise
{
    /// <summary>The quartiles of a normal distribution lie this many standard deviations apart.</summary>
    private const double QuartileDistance = 1.349;

    /// <summary>A standard deviation of the medians of one measurement's parts above this share is called noisy.</summary>
    public const double NoisyShare = 0.25;

    /// <summary>The same of blocks that are measured in pairs: what both blocks of a pair meet alike falls out of their difference, and
    /// the drawn order makes the test hold whatever is left.</summary>
    private const double NoisyShareOfBlocks = 0.50;

    /// <summary>The standard deviation of medians as a share of the middle one, by their quartiles: a few interrupted parts do not
    /// count.</summary>
    /// <param name="mediansMs">The medians, at least one.</param>
    public static double Variation(IEnumerable<double> mediansMs)
    {
        double[] sorted = [.. mediansMs.Order()];
        return (Percentiles.Of(sorted, 0.75m) - Percentiles.Of(sorted, 0.25m)) / QuartileDistance / Percentiles.Of(sorted, 0.5m);
    }

    /// <summary>Says that the machine was noisy; null where it was not.</summary>
    public static string? Doubt(IReadOnlyList<BlockResult> blocks) => Variation(blocks.Select(block => block.MedianMs)) is > NoisyShareOfBlocks and var variation
        ? FormattableString.Invariant($"the blocks of the baseline alone vary by {100 * variation:F0} % (standard deviation of their medians), so the machine was busy or changed its clock")
        : null;
}
