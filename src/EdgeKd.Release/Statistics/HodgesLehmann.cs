using MathNet.Numerics.Statistics;

namespace EdgeKd.Release;

/// <summary>How far one sample lies above another: the median of all differences between a value of one and a value of the other.</summary>
/// <remarks>Hodges, Lehmann 1963, "Estimates of location based on rank tests".</remarks>
public static class HodgesLehmann
{
    /// <summary>The shift of x against y.</summary>
    /// <param name="x">One sample.</param>
    /// <param name="y">The other.</param>
    /// <returns>The median of x_i − y_j, in the unit of the values.</returns>
    /// <exception cref="ArgumentException">A sample is empty or holds a number that is none.</exception>
    public static double Shift(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Require(x, y);
        return x.SelectMany(a => y.Select(b => a - b)).Median();
    }

    internal static void Require(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count == 0 || y.Count == 0)
            throw new ArgumentException($"Two samples are compared by at least one value each: {x.Count} and {y.Count} were given.");
        if (x.Concat(y).Any(value => !double.IsFinite(value)))
            throw new ArgumentException("A value of a sample is not finite.");
    }
}
