namespace EdgeKd.Release;

/// <summary>How many times as much one model takes as another, by paired blocks.</summary>
/// <remarks>Ratios, because what slows a machine down (a lower clock, a neighbour on the same core) slows both sides of a pair in
/// proportion: the logarithms of ratios then differ by what the order's coin decides alone, which is what <see cref="PairedShift"/>
/// asks for.</remarks>
public sealed class BlockRatio
{
    private BlockRatio(double level, PairedShift shift) => (Level, Shift) = (level, shift);

    /// <summary>The median of the baseline's blocks, in their unit: turns ratios into differences.</summary>
    public double Level { get; }

    /// <summary>The shift of the natural logarithm of candidate ÷ baseline.</summary>
    public PairedShift Shift { get; }

    /// <summary>Candidate minus baseline, in the blocks' unit.</summary>
    public double Difference => ToDifference(Shift.Estimate);

    /// <summary>The lower limit of <see cref="Difference"/>; null where there are too few pairs for one.</summary>
    public double? Lower => double.IsFinite(Shift.Lower) ? ToDifference(Shift.Lower) : null;

    /// <summary>The upper limit of <see cref="Difference"/>; null where there are too few pairs for one.</summary>
    public double? Upper => double.IsFinite(Shift.Upper) ? ToDifference(Shift.Upper) : null;

    /// <summary>Compares.</summary>
    /// <param name="candidate">A number above 0 of each block of the candidate.</param>
    /// <param name="baseline">The same of the block beside it.</param>
    /// <param name="confidence">As for <see cref="PairedShift.Of"/>.</param>
    /// <exception cref="ArgumentException">There is no pair, a block has no partner, or a number is not above 0.</exception>
    public static BlockRatio Of(IReadOnlyList<double> candidate, IReadOnlyList<double> baseline, double confidence)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(baseline);
        if (candidate.Count != baseline.Count)
            throw new ArgumentException($"{candidate.Count} blocks of the candidate and {baseline.Count} of the baseline are no pairs.");
        if (candidate.Concat(baseline).Any(value => !(value > 0) || !double.IsFinite(value)))
            throw new ArgumentException("Ratios are of finite numbers above 0.");
        var shift = PairedShift.Of([.. candidate.Zip(baseline, (c, b) => Math.Log(c / b))], confidence);
        return new BlockRatio(Median(baseline), shift);
    }

    /// <summary>The larger of two margins, in the blocks' unit: what exceeds it exceeds both.</summary>
    /// <param name="absolute">In the blocks' unit; null for none.</param>
    /// <param name="percent">In per cent of <see cref="Level"/>; null for none.</param>
    public double Margin(double? absolute, double? percent) => Math.Max(absolute ?? 0, (percent ?? 0) / 100 * Level);

    /// <summary>The logarithm of the ratio that a difference from the baseline is.</summary>
    public double ToLogRatio(double difference) => Math.Log(1 + (difference / Level));

    private double ToDifference(double logRatio) => Level * (Math.Exp(logRatio) - 1);

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
