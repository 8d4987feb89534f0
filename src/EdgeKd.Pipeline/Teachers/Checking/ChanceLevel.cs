using EdgeKd.Data;
using MathNet.Numerics;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>Tells what a network knows from what guessing gives.</summary>
internal static class ChanceLevel
{
    /// <summary>The error of the first kind that the test allows.</summary>
    public const double Level = 0.01;

    /// <summary>The part of what guessing misses that a teacher has to know besides: Cohen's kappa against guessing.</summary>
    public const double LeastKappa = 0.05;

    /// <summary>The share that a constant answer gets right: that of the largest class.</summary>
    public static double Of(IImageSet images)
    {
        var counts = new int[images.ClassNames.Count];
        for (var i = 0; i < images.Count; i++)
            counts[images.LabelOf(i)]++;
        return (double)counts.Max() / images.Count;
    }

    /// <summary>Whether a number of right answers is not proven better than chance, or hardly is.</summary>
    /// <remarks>The one-sided exact binomial test, P(X ≥ correct) for X ~ Binomial(count, chance), by the regularised incomplete beta function.</remarks>
    /// <param name="correct">Right answers.</param>
    /// <param name="count">Answers, at least 1.</param>
    /// <param name="chance">The probability of a right answer by chance, below 1.</param>
    public static bool IsNear(int correct, int count, double chance) =>
        correct == 0
        || SpecialFunctions.BetaRegularized(correct, count - correct + 1, chance) > Level
        || Kappa((double)correct / count, chance) < LeastKappa;

    /// <summary>The part of what guessing misses that an accuracy covers: 0 for chance, 1 for all.</summary>
    public static double Kappa(double accuracy, double chance) => (accuracy - chance) / (1 - chance);
}
