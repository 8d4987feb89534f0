namespace EdgeKd.Pipeline.Comparing;

/// <summary>The mean of the differences between two arms, seed by seed.</summary>
/// <param name="MeanPoints">Mean difference in percentage points; positive when the arm is better than the reference.</param>
/// <param name="StandardErrorPoints">Standard error of that mean, s/√n with the sample's standard deviation s (n − 1 below);
/// null for fewer than two seeds.</param>
/// <param name="Count">Pairs, n.</param>
public sealed record PairedDifference(double MeanPoints, double? StandardErrorPoints, int Count)
{
    /// <summary>Computes it.</summary>
    /// <param name="arm">Top-1 of the arm, a value a seed, 0 to 1.</param>
    /// <param name="reference">Top-1 of the reference with the same seeds.</param>
    /// <exception cref="ArgumentException">The lists are empty or differ in length.</exception>
    public static PairedDifference Of(IReadOnlyList<double> arm, IReadOnlyList<double> reference)
    {
        if (arm.Count == 0 || arm.Count != reference.Count)
            throw new ArgumentException($"pairs need as many values in both arms, found {arm.Count} and {reference.Count}");
        var points = arm.Zip(reference, (a, b) => 100 * (a - b)).ToArray();
        var mean = points.Average();
        if (points.Length < 2)
            return new PairedDifference(mean, null, points.Length);
        var variance = points.Sum(p => (p - mean) * (p - mean)) / (points.Length - 1);
        return new PairedDifference(mean, Math.Sqrt(variance / points.Length), points.Length);
    }
}
