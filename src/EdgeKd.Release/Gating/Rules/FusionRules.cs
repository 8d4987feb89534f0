using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about what the runtime makes of a quantized graph.</summary>
internal static class FusionRules
{
    public static RuleResult MaxFloatIslands(PrecisionEvidence model, int most)
    {
        var measured = model.FloatIslands;
        var passed = measured <= most;
        return new()
        {
            Metric = "maxFloatIslands",
            MoreIsBetter = false,
            Outcome = passed ? RuleOutcome.Pass : RuleOutcome.Fail,
            Measured = measured,
            Limit = most,
            Unit = "islands",
            Message = measured is { } islands
                ? Invariant($"ONNX Runtime runs {islands} groups of nodes in float between quantized ones; at most {most} are allowed")
                : $"the graph of the {model.Precision} model was not audited",
            Remedy = passed ? null
                : measured is null ? "run the stage validate again, which audits what it measures"
                : "see by `edgekd audit` on the model file which nodes they are and what each needs, or raise gate.maxFloatIslands",
        };
    }
}
