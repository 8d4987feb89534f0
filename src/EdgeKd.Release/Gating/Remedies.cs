namespace EdgeKd.Release;

/// <summary>What to change where a rule is broken.</summary>
internal static class Remedies
{
    /// <summary>What makes the metric better; a half sentence that the way out of the rule follows.</summary>
    public static string Of(PolicyRule rule) => (rule.Against, rule.Metric) switch
    {
        (MetricTraits.Float, GateMetrics.SizeBytes) => "see whether the weights are stored as integers (edgekd inspect)",
        (MetricTraits.Float, _) => "let the section quantize recover more of the accuracy, ship the float model alone (require: any)",
        (MetricTraits.Teacher, _) => "make the student wider (student.width), train it longer (distill.train.epochs), try another temperature or method in the section distill",
        (MetricTraits.Released, GateMetrics.SizeBytes or GateMetrics.FloatIslands or GateMetrics.Instructions) => "find what changed since the release (recipe, export, quantize)",
        (MetricTraits.Released, _) => "find what changed since the release (data, recipe, seed) by edgekd compare, train longer",
        (_, GateMetrics.Ece or GateMetrics.Nll) => "the student is too sure or not sure enough: try another distill.temperature, or more epochs",
        (_, GateMetrics.SizeBytes) => "make the student narrower (student.width), ship the INT8 model alone (quantize.int8: true, require: any)",
        (_, GateMetrics.FloatIslands) => "see by edgekd audit on the model file which nodes they are and what each needs",
        (_, GateMetrics.Instructions) => "make the student narrower (student.width) or lower its input size",
        (_, GateMetrics.PeakMemoryBytes) => "make the student narrower (student.width) or lower its input size",
        _ => "train the student longer (distill.train.epochs), make it wider (student.width)",
    };

    /// <summary>The sentence for a broken rule.</summary>
    public static string Broken(PolicyRule rule) =>
        $"{Of(rule)}, or {(rule.Against is null || MetricTraits.Of(rule.Metric).Compares ? "change the rule's limit" : "raise the rule's margin")} if the product can live with it";

    /// <summary>The sentence for a rule that more images would decide.</summary>
    public static string Undecided(long? images, int count) => images is { } needed
        ? FormattableString.Invariant($"test on about {needed:N0} images instead of {count:N0}, or give the rule a larger margin")
        : "the difference is as large as the margin, which no number of images decides: change the model, or the rule's margin";
}
