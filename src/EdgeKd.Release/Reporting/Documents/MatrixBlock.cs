namespace EdgeKd.Release;

/// <summary>A confusion matrix, drawn as a table whose cells are shaded.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Names">The classes.</param>
/// <param name="Matrix">The counts.</param>
internal sealed record MatrixBlock(string Caption, IReadOnlyList<string> Names, ConfusionMatrix Matrix) : IReportBlock;
