using System.Globalization;

namespace EdgeKd.Release;

/// <summary>What the result follows from.</summary>
internal static class ProvenanceSection
{
    public static ReportSection Of(ReleaseReport report)
    {
        var (evidence, verdict) = (report.Evidence, report.Verdict);
        IReadOnlyList<string>[] rows =
        [
            ["model", $"{evidence.Name} {evidence.Version}"],
            ["profile", evidence.Profile],
            ["seed", evidence.Seed.ToString(CultureInfo.InvariantCulture)],
            ["test images, SHA-256", evidence.TestSetSha256],
            ["uses of this test set", Words.Count(evidence.TestSetUses)],
            .. verdict.PolicySha256 is { } policy ? new IReadOnlyList<string>[] { ["policy, SHA-256", policy] } : [],
            .. evidence.Parity is { } parity
                ? new IReadOnlyList<string>[] { ["exported model against the trained one", $"logits differ by at most {Words.Number(parity.MaxAbsoluteDifference)} on {Words.Plural(parity.Count, "image")}, top-1 agrees on {Words.Percent(parity.Top1Agreement)}"] }
                : [],
            .. evidence.Models.Where(model => model.Steps.Count > 0).Select(model => (IReadOnlyList<string>)[$"made of {model.Precision}", string.Join("; ", model.Steps)]),
            .. evidence.Versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => (IReadOnlyList<string>)[version.Key, version.Value]),
            .. report.Provenance.Select(fact => (IReadOnlyList<string>)[fact.Key, fact.Value]),
        ];
        return new ReportSection("provenance", "Provenance", [new TableBlock("What this result follows from", [TableColumn.Words("what"), TableColumn.Words("value")], rows)]);
    }
}
