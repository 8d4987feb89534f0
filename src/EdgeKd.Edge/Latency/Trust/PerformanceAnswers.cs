namespace EdgeKd.Edge;

/// <summary>Checks that a model answers the same while it is timed as while its accuracy is measured: one that computes less when it is
/// timed would be fast for nothing.</summary>
/// <remarks>After MLPerf's compliance test TEST01, which logs a random part of the answers of a performance run.</remarks>
public static class PerformanceAnswers
{
    /// <summary>Of the answers one in so many is compared.</summary>
    public const int OneIn = 10;

    /// <summary>At least so many are compared, where there are as many.</summary>
    public const int AtLeast = 8;

    /// <summary>A runtime may add up in another order for another batch size, which moves probabilities and logits by less.</summary>
    private const double Tolerance = 1e-3;

    private const int Seed = 1;

    /// <summary>Compares answers with those of an accuracy run on the same set.</summary>
    /// <param name="accuracy">The accuracy run's.</param>
    /// <param name="sampled">The timed run's.</param>
    /// <returns>Half a sentence about the first that differs; null where none does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An image is not of the accuracy run.</exception>
    public static string? Doubt(ClassifierAnswers accuracy, IReadOnlyList<SampledAnswer> sampled)
    {
        ArgumentNullException.ThrowIfNull(accuracy);
        ArgumentNullException.ThrowIfNull(sampled);
        foreach (var answer in sampled)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)answer.Image, (uint)accuracy.Confidence.Length, nameof(sampled));
            var timed = new ClassifierAnswers(1, answer.Logits.Length);
            timed.Set(0, answer.Logits, label: 0);
            int expected = accuracy.Top[answer.Image * accuracy.PerImage], actual = timed.Top[0];
            var isTie = Math.Abs(answer.Logits[expected] - answer.Logits[actual]) <= Tolerance;
            if ((expected != actual && !isTie) || !(Math.Abs(accuracy.Confidence[answer.Image] - timed.Confidence[0]) <= Tolerance))
                return Differs(answer.Image, $"class {actual} instead of {expected}, with the probability {Share(timed.Confidence[0])} instead of {Share(accuracy.Confidence[answer.Image])}");
        }

        return null;
    }

    /// <summary>Compares digests of logits with those of an accuracy run of the same program at the same batch size.</summary>
    /// <param name="accuracy">The digest of each image's logits in the accuracy run.</param>
    /// <param name="sampled">Images and the digests of their logits in the timed run.</param>
    /// <returns>Half a sentence about the first that differs; null where none does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An image is not of the accuracy run.</exception>
    public static string? Doubt(IReadOnlyList<string> accuracy, IEnumerable<(int Image, string Logits)> sampled)
    {
        ArgumentNullException.ThrowIfNull(accuracy);
        ArgumentNullException.ThrowIfNull(sampled);
        foreach (var (image, logits) in sampled)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)image, (uint)accuracy.Count, nameof(sampled));
            if (accuracy[image] != logits)
                return Differs(image, $"logits of the digest {logits} instead of {accuracy[image]}");
        }

        return null;
    }

    /// <summary>Which of some answers are compared, ascending; the same for the same count.</summary>
    internal static int[] Choose(int count)
    {
        int[] places = [.. Enumerable.Range(0, count)];
        new Random(Seed).Shuffle(places);
        return [.. places.Take(Math.Max(AtLeast, count / OneIn)).Order()];
    }

    private static string Differs(int image, string how) => $"image {image} is answered otherwise while it is timed: {how}";

    private static string Share(float probability) => FormattableString.Invariant($"{probability:F4}");
}
