namespace EdgeKd.Release;

/// <summary>Rules of the gate, each with its interval against its limit.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="LeftOut">The precisions that are not released, whose broken rules refuse nothing.</param>
internal sealed record RulesBlock(IReadOnlyList<RuleResult> Rules, IReadOnlyList<string> LeftOut) : IReportBlock;
