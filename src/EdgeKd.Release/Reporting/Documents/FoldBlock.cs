namespace EdgeKd.Release;

/// <summary>Blocks that are out of sight until they are asked for.</summary>
/// <param name="Summary">What is in it.</param>
/// <param name="Blocks">The blocks.</param>
internal sealed record FoldBlock(string Summary, IReadOnlyList<IReportBlock> Blocks) : IReportBlock;
