using EdgeKd.Data;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diagnosing;

/// <summary>Looks into models that the gate did not let pass for what the evidence alone cannot tell: how images are given, which layer
/// computes otherwise, which nodes take the time.</summary>
public static class ModelDiagnosis
{
    private static readonly HashSet<string> Accuracies =
    [
        GateMetrics.Top1, GateMetrics.Top5, GateMetrics.BalancedAccuracy, GateMetrics.MacroF1, GateMetrics.Recall, GateMetrics.Precision,
        GateMetrics.MeanCost, GateMetrics.SelectiveAccuracy, GateMetrics.Nll,
    ];

    private static readonly HashSet<string> Latencies = [GateMetrics.LatencyP50Ms, GateMetrics.LatencyP90Ms];

    /// <summary>Looks for causes of the rules that a verdict found broken.</summary>
    /// <param name="verdict">The gate's verdict.</param>
    /// <param name="models">The models that it is about.</param>
    /// <param name="images">Labelled images to try them on; of a pipeline those of validation, so that the test set stays unused.</param>
    /// <param name="normalization">How those images were normalised for the models.</param>
    /// <param name="threads">Threads to compute on.</param>
    /// <param name="ct">Stops between two trials.</param>
    /// <returns>The causes that were found; none where all rules are kept.</returns>
    public static IReadOnlyList<Cause> Of(
        Verdict verdict, IReadOnlyList<DiagnosedModel> models, IImageSet images, Normalization normalization, int threads, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(models);
        var causes = new List<Cause>();
        foreach (var model in models)
        {
            RuleResult[] broken = [.. verdict.Rules.Where(rule => rule.Outcome is RuleOutcome.Fail or RuleOutcome.Warn && (rule.Precision ?? model.Precision) == model.Precision)];
            // What is wrong on another target alone cannot be found on this one.
            if (broken.Any(rule => Accuracies.Contains(rule.Metric) && rule.Target is null or BundleTarget.Local))
            {
                // Of several precisions one tells how the images are given.
                if (causes.All(cause => cause.Code != InputDiagnosis.Code) && InputDiagnosis.Of(model, images, normalization, threads, ct) is { } input)
                    causes.Add(input);
                // Exchanged labels are another last layer: that has been said.
                if (!verdict.Causes.Any(cause => cause.Code.StartsWith(Cause.LabelPermutation, StringComparison.Ordinal)))
                    causes.AddRange(LayerDiagnosis.Of(model, images, normalization, threads, ct));
            }
            foreach (var target in broken.Where(rule => Latencies.Contains(rule.Metric)).Select(rule => rule.Target ?? BundleTarget.Local).Distinct())
            {
                if (LatencyDiagnosis.Of(model, target, ct) is { } latency)
                    causes.Add(latency);
            }
        }
        return [.. causes.DistinctBy(cause => cause.Code)];
    }
}
