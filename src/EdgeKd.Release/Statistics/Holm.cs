namespace EdgeKd.Release;

/// <summary>Holm's step-down correction: of several tests made at once, the probability that any rejects wrongly stays below the
/// level.</summary>
/// <remarks>Holm 1979, "A simple sequentially rejective multiple test procedure".</remarks>
public static class Holm
{
    /// <summary>Corrects p values.</summary>
    /// <param name="p">A p value a test.</param>
    /// <returns>The corrected ones, in the same order: a test rejects where its own is at most the level.</returns>
    /// <exception cref="ArgumentException">A p value is not from 0 to 1.</exception>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Any(value => value is not (>= 0 and <= 1)))
            throw new ArgumentException("A p value lies from 0 to 1.");
        var adjusted = new double[p.Count];
        var largest = 0.0;
        foreach (var (rank, i) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Index())
        {
            // A step-down procedure stops at the first that is kept, so no later one may come out smaller.
            largest = Math.Max(largest, Math.Min(1, (p.Count - rank) * p[i]));
            adjusted[i] = largest;
        }

        return adjusted;
    }
}
