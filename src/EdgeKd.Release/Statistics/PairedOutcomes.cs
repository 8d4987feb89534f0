using MathNet.Numerics.Distributions;

namespace EdgeKd.Release;

/// <summary>How two models answered the same images: the table that all paired statistics of accuracy follow from.</summary>
/// <param name="BothRight">Images that both answered right.</param>
/// <param name="OnlyCandidateRight">Images that the candidate alone answered right.</param>
/// <param name="OnlyReferenceRight">Images that the reference alone answered right.</param>
/// <param name="BothWrong">Images that neither answered right.</param>
public sealed record PairedOutcomes(int BothRight, int OnlyCandidateRight, int OnlyReferenceRight, int BothWrong)
{
    /// <summary>Images, n.</summary>
    public int Count => BothRight + OnlyCandidateRight + OnlyReferenceRight + BothWrong;

    /// <summary>The candidate's accuracy minus the reference's, a share from −1 to 1.</summary>
    public double Difference => (double)(OnlyCandidateRight - OnlyReferenceRight) / Count;

    /// <summary>Images that exactly one of both answered right.</summary>
    public int Disagreements => OnlyCandidateRight + OnlyReferenceRight;

    /// <summary>The two-sided p value of McNemar's exact test that both are equally accurate: 2·P(X ≤ m), where m is the smaller of
    /// the two disagreements and X ~ Binomial(their sum, ½); 1 where they never disagree.</summary>
    /// <remarks>Fagerland, Lydersen, Laake 2013, "The McNemar test for binary matched-pairs data".</remarks>
    public double McNemarExactP => Disagreements == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, Disagreements, Smaller));

    /// <summary>The two-sided mid-p value of McNemar's exact test: 2·P(X ≤ m) − P(X = m), and so 1 where both win as often; 1 where
    /// they never disagree.</summary>
    /// <remarks>Fagerland, Lydersen, Laake 2013, with the form that doubles the smaller tail.</remarks>
    public double McNemarMidP => Disagreements == 0
        ? 1
        : Math.Min(1, (2 * Binomial.CDF(0.5, Disagreements, Smaller)) - Binomial.PMF(0.5, Disagreements, Smaller));

    /// <summary>The same by the convention that takes half of the point's probability once where both win as often: 1 − P(X = m)/2
    /// there, ½ where they never disagree, and <see cref="McNemarMidP"/> elsewhere.</summary>
    /// <remarks>Fagerland, Lydersen, Laake 2013.</remarks>
    public double McNemarMidPHalfPoint => OnlyCandidateRight != OnlyReferenceRight
        ? McNemarMidP
        : 1 - ((Disagreements == 0 ? 1 : Binomial.PMF(0.5, Disagreements, Smaller)) / 2);

    /// <summary>The one-sided p value of the exact test that the candidate is not worse: P(X ≤ <see cref="OnlyCandidateRight"/>).</summary>
    public double ExactPOfNoDrop => Disagreements == 0 ? 1 : Math.Min(1, Binomial.CDF(0.5, Disagreements, OnlyCandidateRight));

    private int Smaller => Math.Min(OnlyCandidateRight, OnlyReferenceRight);

    /// <summary>Counts.</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="reference">What the reference answered.</param>
    /// <param name="candidate">What the candidate answered.</param>
    /// <exception cref="ArgumentException">There is no image, or the lists differ in length.</exception>
    public static PairedOutcomes Of(IReadOnlyList<int> labels, IReadOnlyList<int> reference, IReadOnlyList<int> candidate)
    {
        if (labels.Count == 0 || reference.Count != labels.Count || candidate.Count != labels.Count)
            throw new ArgumentException($"Paired outcomes need the same images, at least one: {labels.Count} labels, {reference.Count} and {candidate.Count} answers were given.");
        return Of(labels.Count, i => reference[i] == labels[i], i => candidate[i] == labels[i]);
    }

    /// <summary>Counts.</summary>
    /// <param name="count">Images.</param>
    /// <param name="reference">Whether the reference answered an image right.</param>
    /// <param name="candidate">Whether the candidate did.</param>
    internal static PairedOutcomes Of(int count, Func<int, bool> reference, Func<int, bool> candidate)
    {
        int both = 0, onlyCandidate = 0, onlyReference = 0;
        for (var i = 0; i < count; i++)
        {
            switch (candidate(i), reference(i))
            {
                case (true, true): both++; break;
                case (true, false): onlyCandidate++; break;
                case (false, true): onlyReference++; break;
            }
        }

        return new PairedOutcomes(both, onlyCandidate, onlyReference, count - both - onlyCandidate - onlyReference);
    }
}
