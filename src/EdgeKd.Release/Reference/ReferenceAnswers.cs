namespace EdgeKd.Release;

/// <summary>How a model answers the validation images.</summary>
public sealed record ReferenceAnswers
{
    /// <summary>Bins of <see cref="ConfidenceHistogram"/>.</summary>
    public const int Bins = 20;

    /// <summary>The arithmetic: one of <see cref="Precisions"/>.</summary>
    public required string Precision { get; init; }

    /// <summary>Images that were taken for each class, in the order of the logits: K.</summary>
    public required IReadOnlyList<int> PredictedCounts { get; init; }

    /// <summary>Images by confidence (the probability of the likeliest class): <see cref="Bins"/> bins of equal width from 0 to 1, each
    /// with its lower end, the last one with both.</summary>
    public required IReadOnlyList<int> ConfidenceHistogram { get; init; }

    /// <summary>The mean confidence of the images that were taken for each class: K; 0 where there is none.</summary>
    public required IReadOnlyList<float> MeanConfidence { get; init; }

    /// <summary>Counts.</summary>
    /// <param name="precision">The arithmetic.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="classes">Classes, K.</param>
    public static ReferenceAnswers Of(string precision, AnswersEvidence answers, int classes)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var counts = new int[classes];
        var sums = new double[classes];
        var histogram = new int[Bins];
        foreach (var (predicted, confidence) in answers.Predictions.Zip(answers.Confidence))
        {
            counts[predicted]++;
            sums[predicted] += confidence;
            histogram[Math.Min((int)(confidence * Bins), Bins - 1)]++;
        }

        return new ReferenceAnswers
        {
            Precision = precision,
            PredictedCounts = counts,
            ConfidenceHistogram = histogram,
            MeanConfidence = [.. sums.Zip(counts, (sum, count) => count == 0 ? 0 : (float)(sum / count))],
        };
    }
}
