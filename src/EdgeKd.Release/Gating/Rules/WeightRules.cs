namespace EdgeKd.Release;

/// <summary>The rule that no earlier release is shipped again by mistake: a stale file passes every comparison of numbers.</summary>
internal static class WeightRules
{
    /// <summary>Decides for one precision; null where the digests are not known.</summary>
    public static RuleResult? NewWeights(GateContext context, PrecisionEvidence model)
    {
        var gateCase = context.Case;
        if (gateCase.EarlierModels.Count == 0 || !gateCase.ModelDigests.TryGetValue(model.Precision, out var digest))
            return null;
        var isOld = gateCase.EarlierModels.TryGetValue(digest, out var version);
        return new()
        {
            Metric = RuleResult.NewWeights,
            Precision = model.Precision,
            MoreIsBetter = false,
            Outcome = isOld ? RuleOutcome.Fail : RuleOutcome.Pass,
            Measured = isOld ? 1 : 0,
            Limit = 0,
            Unit = "releases",
            Message = isOld
                ? $"the model file is byte for byte that of the earlier release {version}"
                : "the model file is none of an earlier release",
            Remedy = isOld ? $"find out why {version} came out of the run again (a cached or copied file); to return to it on purpose, use edgekd rollback" : null,
        };
    }
}
