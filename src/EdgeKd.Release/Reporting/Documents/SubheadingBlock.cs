namespace EdgeKd.Release;

/// <summary>A heading within a section.</summary>
internal sealed record SubheadingBlock(string Text) : IReportBlock;
