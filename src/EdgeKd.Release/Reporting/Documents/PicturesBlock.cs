namespace EdgeKd.Release;

/// <summary>Pictures with what was answered.</summary>
/// <param name="Caption">What they show.</param>
/// <param name="AnsweredBy">Who answered, such as <c>int8</c>.</param>
/// <param name="Images">The pictures, the most important first.</param>
internal sealed record PicturesBlock(string Caption, string AnsweredBy, IReadOnlyList<ReportedImage> Images) : IReportBlock;
