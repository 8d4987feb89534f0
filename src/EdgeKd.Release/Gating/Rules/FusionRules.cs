using static System.FormattableString;

namespace EdgeKd.Release;

/// <summary>The rules about what the runtime makes of a quantized graph.</summary>
internal static class FusionRules
{
    private const string Float = "fp32";

    public static RuleResult MaxFloatIslands(ValidationEvidence candidate, int most)
    {
        // A float model has nothing to be an island in.
        var measured = candidate.FloatIslands ?? (candidate.Precision == Float ? 0 : null);
        var passed = measured <= most;
        return new()
        {
            Rule = "maxFloatIslands",
            Passed = passed,
            Measured = measured,
            Limit = most,
            Unit = "islands",
            Message = measured is { } islands
                ? Invariant($"ONNX Runtime runs {islands} groups of nodes in float between quantized ones; at most {most} are allowed")
                : $"the graph of the {candidate.Precision} model was not audited",
            Remedy = passed ? null
                : measured is null ? "run the stage validate again, which audits what it measures"
                : "see by `edgekd audit` on the model file which nodes they are and what each needs, or raise gate.maxFloatIslands",
        };
    }
}
