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

    /// <summary>The two-sided mid-p value of McNemar's exact test that both are equally accurate: 2·P(X ≤ m) − P(X = m), where m is
    /// the smaller of the two disagreements and X ~ Binomial(their sum, ½); 1 where they never disagree.</summary>
    /// <remarks>Fagerland, Lydersen, Laake 2013, "The McNemar test for binary matched-pairs data".</remarks>
    public double McNemarMidP
    {
        get
        {
            var disagreements = OnlyCandidateRight + OnlyReferenceRight;
            if (disagreements == 0)
                return 1;
            var smaller = Math.Min(OnlyCandidateRight, OnlyReferenceRight);
            var midP = (2 * Binomial.CDF(0.5, disagreements, smaller)) - Binomial.PMF(0.5, disagreements, smaller);
            return Math.Min(1, midP);
        }
    }

    /// <summary>Counts.</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="reference">What the reference answered.</param>
    /// <param name="candidate">What the candidate answered.</param>
    /// <exception cref="ArgumentException">There is no image, or the lists differ in length.</exception>
    public static PairedOutcomes Of(IReadOnlyList<int> labels, IReadOnlyList<int> reference, IReadOnlyList<int> candidate)
    {
        if (labels.Count == 0 || reference.Count != labels.Count || candidate.Count != labels.Count)
            throw new ArgumentException($"Paired outcomes need the same images, at least one: {labels.Count} labels, {reference.Count} and {candidate.Count} answers were given.");
        int both = 0, onlyCandidate = 0, onlyReference = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            switch (candidate[i] == labels[i], reference[i] == labels[i])
            {
                case (true, true): both++; break;
                case (true, false): onlyCandidate++; break;
                case (false, true): onlyReference++; break;
            }
        }

        return new PairedOutcomes(both, onlyCandidate, onlyReference, labels.Count - both - onlyCandidate - onlyReference);
    }
}
