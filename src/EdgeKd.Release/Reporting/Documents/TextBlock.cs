namespace EdgeKd.Release;

/// <summary>A paragraph.</summary>
internal sealed record TextBlock(string Text) : IReportBlock;
