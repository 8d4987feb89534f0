namespace EdgeKd.Distillation.Losses;

/// <summary>Weights of the classes in the loss against the labels, larger for rarer classes; over the training images their mean is 1.</summary>
public static class ClassWeights
{
    /// <summary>In proportion to 1/n.</summary>
    /// <param name="counts">n of each class, at least 1.</param>
    /// <returns>A weight a class.</returns>
    /// <exception cref="ArgumentException">A class has no images.</exception>
    public static IReadOnlyList<double> Inverse(IReadOnlyList<int> counts) => Normalized(counts, n => 1.0 / n);

    /// <summary>
    /// In proportion to (1 − β)/(1 − βⁿ), one over the effective number of samples
    /// (Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", 2019, equation 2).
    /// </summary>
    /// <param name="counts">n of each class, at least 1.</param>
    /// <param name="beta">β in [0, 1): 0 weighs all classes alike, near 1 is <see cref="Inverse"/>.</param>
    /// <returns>A weight a class.</returns>
    /// <exception cref="ArgumentException">A class has no images, or β is out of range.</exception>
    public static IReadOnlyList<double> EffectiveNumber(IReadOnlyList<int> counts, double beta) => beta is >= 0 and < 1
        ? Normalized(counts, n => (1 - beta) / (1 - Math.Pow(beta, n)))
        : throw new ArgumentException($"Effective number: β of {beta} is outside [0, 1); 0.999 is usual.");

    private static double[] Normalized(IReadOnlyList<int> counts, Func<int, double> weightOf)
    {
        ArgumentNullException.ThrowIfNull(counts);
        for (var k = 0; k < counts.Count; k++)
        {
            if (counts[k] < 1)
            {
                throw new ArgumentException($"Class {k} has no training image, so it cannot be weighed: leave the class out.");
            }
        }

        var weights = counts.Select(weightOf).ToArray();
        var mean = weights.Zip(counts, (weight, count) => weight * count).Sum() / counts.Sum(count => (double)count);
        return Array.ConvertAll(weights, weight => weight / mean);
    }
}
