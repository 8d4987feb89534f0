namespace EdgeKd.Distillation.Metrics;

/// <summary>Which of two epochs is better.</summary>
internal static class EpochChoice
{
    /// <summary>Higher validation top-1; at a tie lower validation loss; else the earlier epoch stays.</summary>
    public static bool IsBetter(EvaluationResult candidate, EpochMetrics best) =>
        candidate.Top1 > best.ValidationTop1
        || (candidate.Top1 == best.ValidationTop1 && candidate.Loss < best.ValidationLoss);
}
