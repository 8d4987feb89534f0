namespace EdgeKd.Release;

/// <summary>A table.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The heading of each column; the first column names the rows.</param>
/// <param name="Rows">The cells.</param>
internal sealed record TableBlock(string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : IReportBlock;
