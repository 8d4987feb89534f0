namespace EdgeKd.Release;

/// <summary>The rules about latency and memory beside the released model, decided by paired blocks.</summary>
public static class BlockRules
{
    /// <summary>Decides one rule for one precision on one target.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="precision">The precision.</param>
    /// <param name="blocks">What was measured.</param>
    public static RuleResult Against(PolicyRule rule, string precision, PairedBlocksEvidence blocks) =>
        throw new NotSupportedException("Paired blocks are decided by the part that measures them.");
}
