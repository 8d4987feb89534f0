namespace EdgeKd.Release;

/// <summary>Why a model was refused, the likeliest first.</summary>
internal sealed record CausesBlock(IReadOnlyList<Cause> Causes) : IReportBlock;
