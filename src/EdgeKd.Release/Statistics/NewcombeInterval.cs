namespace EdgeKd.Release;

/// <summary>Newcombe's hybrid score interval for the difference of two accuracies on the same images: closed form, and near Tango's.</summary>
/// <remarks>Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on paired data",
/// Statistics in Medicine 17:2635, method 10.</remarks>
public static class NewcombeInterval
{
    /// <summary>The interval of the candidate's accuracy minus the reference's.</summary>
    /// <param name="outcomes">The table, of at least one image.</param>
    /// <param name="confidence">The two-sided confidence, such as 0.95.</param>
    /// <param name="correctPhi">Whether a positive correlation is reduced, its numerator by n/2 and not below 0, as method 10 does.</param>
    /// <returns>Both limits, shares from −1 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1, or there is no image.</exception>
    public static (double Lower, double Upper) Of(PairedOutcomes outcomes, double confidence, bool correctPhi = true)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        int candidate = outcomes.BothRight + outcomes.OnlyCandidateRight, reference = outcomes.BothRight + outcomes.OnlyReferenceRight;
        var (lower1, upper1) = ProportionInterval.Wilson(candidate, outcomes.Count, confidence);
        var (lower2, upper2) = ProportionInterval.Wilson(reference, outcomes.Count, confidence);
        double share1 = (double)candidate / outcomes.Count, share2 = (double)reference / outcomes.Count;
        var phi = Phi(outcomes, candidate, reference, correctPhi);
        double Distance(double a, double b) => Math.Sqrt(Math.Max(0, (a * a) - (2 * phi * a * b) + (b * b)));
        return (share1 - share2 - Distance(share1 - lower1, upper2 - share2), share1 - share2 + Distance(upper1 - share1, share2 - lower2));
    }

    /// <summary>The correlation of both models' rights; 0 where one is right always or never.</summary>
    private static double Phi(PairedOutcomes outcomes, double candidate, double reference, bool isCorrected)
    {
        double n = outcomes.Count;
        var squares = candidate * (n - candidate) * reference * (n - reference);
        if (squares == 0)
            return 0;
        var numerator = ((double)outcomes.BothRight * outcomes.BothWrong) - ((double)outcomes.OnlyCandidateRight * outcomes.OnlyReferenceRight);
        if (isCorrected && numerator > 0)
            numerator = Math.Max(0, numerator - (n / 2));
        return numerator / Math.Sqrt(squares);
    }
}
