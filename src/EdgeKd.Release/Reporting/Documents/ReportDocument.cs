namespace EdgeKd.Release;

/// <summary>A report as text, tables, charts and pictures, whatever the format it is written in.</summary>
/// <param name="Title">The name of the release.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Sections">The sections, the most important first.</param>
internal sealed record ReportDocument(string Title, Verdict Verdict, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>Every section that the report has something to say in.</summary>
    public static ReportDocument Of(ReleaseReport report) => new(
        $"{report.Verdict.Name} {report.Verdict.Version}",
        report.Verdict,
        [.. new[]
        {
            VerdictSection.Of(report), RulesSection.Of(report), TradeOffSection.Of(report), ClassChangesSection.Of(report), FlipsSection.Of(report),
            ConfusionSection.Of(report), SuspectsSection.Of(report), ReliabilitySection.Of(report), LatencySection.Of(report),
            TargetsSection.Of(report), LayersSection.Of(report), TrainingSection.Of(report), ProvenanceSection.Of(report),
        }.OfType<ReportSection>()]);
}
