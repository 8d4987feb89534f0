namespace EdgeKd.Distillation.Metrics;

/// <summary>Which of two epochs is better.</summary>
internal static class EpochChoice
{
    /// <summary>Chooses by top-1.</summary>
    public const string Top1 = "top1";

    /// <summary>Chooses by balanced accuracy.</summary>
    public const string Balanced = "balanced";

    /// <summary>Higher validation accuracy of the named kind; at a tie lower validation loss; else the earlier epoch stays.</summary>
    public static bool IsBetter(EvaluationResult candidate, EpochMetrics best, string by = Top1)
    {
        var (reached, toBeat) = by == Balanced
            ? (candidate.BalancedAccuracy, best.ValidationBalancedAccuracy)
            : (candidate.Top1, best.ValidationTop1);
        return reached > toBeat || (reached == toBeat && candidate.Loss < best.ValidationLoss);
    }
}
