namespace EdgeKd.Release;

/// <summary>A section of a report.</summary>
/// <param name="Id">Its anchor: lower-case letters and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What stands in it, in order.</param>
internal sealed record ReportSection(string Id, string Title, IReadOnlyList<IReportBlock> Blocks);
