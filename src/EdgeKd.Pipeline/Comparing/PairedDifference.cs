using MathNet.Numerics.Distributions;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>The mean of the differences between two arms, seed by seed.</summary>
/// <param name="MeanPoints">Mean difference in percentage points; positive when the arm is better than the reference.</param>
/// <param name="StandardErrorPoints">Standard error of that mean, s/√n with the sample's standard deviation s (n − 1 below);
/// null for fewer than two seeds.</param>
/// <param name="HalfWidth95Points">Half the width of the 95 % confidence interval: the standard error times the quantile of
/// Student's t with n − 1 degrees of freedom; null for fewer than two seeds.</param>
/// <param name="Count">Pairs, n.</param>
public sealed record PairedDifference(double MeanPoints, double? StandardErrorPoints, double? HalfWidth95Points, int Count)
{
    private const double UpperTail95 = 0.975;

    /// <summary>Computes it.</summary>
    /// <param name="arm">Top-1 of the arm, a value a seed, 0 to 1.</param>
    /// <param name="reference">Top-1 of the reference with the same seeds.</param>
    /// <exception cref="ArgumentException">The lists are empty or differ in length.</exception>
    public static PairedDifference Of(IReadOnlyList<double> arm, IReadOnlyList<double> reference)
    {
        if (arm.Count == 0 || arm.Count != reference.Count)
            throw new ArgumentException($"pairs need as many values in both arms, found {arm.Count} and {reference.Count}");
        var points = arm.Zip(reference, (a, b) => 100 * (a - b)).ToArray();
        if (StandardDeviation(points) is not { } deviation)
            return new PairedDifference(points.Average(), null, null, points.Length);
        var error = deviation / Math.Sqrt(points.Length);
        return new PairedDifference(
            points.Average(), error, error * StudentT.InvCDF(0, 1, points.Length - 1, UpperTail95), points.Length);
    }

    /// <summary>The sample's standard deviation (n − 1 below); null for fewer than two values.</summary>
    internal static double? StandardDeviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
            return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
