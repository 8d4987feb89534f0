using System.Globalization;
using EdgeKd.Release;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>One release in the list of releases: the model that the bundle recommends for the machine that measured.</summary>
internal sealed record ReleaseRow
{
    public required string Version { get; init; }

    public required DateOnly Date { get; init; }

    public string? By { get; init; }

    /// <summary><c>current</c>, <c>rolled back</c> or <c>former</c>.</summary>
    public required string State { get; init; }

    public DateOnly? RolledBackOn { get; init; }

    public required string Precision { get; init; }

    public required IReadOnlyList<string> Precisions { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Top1 { get; init; }

    public required double LatencyP90Ms { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Of bundle.json.</summary>
    public required string Sha256 { get; init; }

    public string? Parent { get; init; }

    public static ReleaseRow Of(RegisteredRelease release)
    {
        var (manifest, evidence) = (release.Baseline.Manifest, release.Baseline.Evidence);
        var precision = manifest.Model().Precision;
        var measured = evidence.Models.First(model => model.Precision == precision);
        return new ReleaseRow
        {
            Version = release.Entry.Version,
            Date = release.Entry.Date,
            By = release.Entry.By,
            State = release.IsCurrent ? "current" : release.RolledBackOn is null ? "former" : "rolled back",
            RolledBackOn = release.RolledBackOn,
            Precision = precision,
            Precisions = [.. manifest.Models.Select(model => model.Precision)],
            Top1 = measured.Top1,
            LatencyP90Ms = measured.Latency.P90Ms,
            SizeBytes = measured.SizeBytes,
            Sha256 = release.Entry.Sha256,
            Parent = release.Entry.From,
        };
    }

    public static Table Table(IEnumerable<ReleaseRow> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "version", "promoted", "by", "state", "model" })
            table.AddColumn(heading);
        foreach (var heading in new[] { "top-1", "p90 ms", "bytes" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        var culture = CultureInfo.InvariantCulture;
        foreach (var row in rows)
        {
            var state = row.RolledBackOn is { } day && row.State != "current" ? $"{row.State} {Day(day)}" : row.State;
            string[] cells =
            [
                row.Version, Day(row.Date), row.By ?? "", state, row.Precision,
                row.Top1.ToString("P2", culture), row.LatencyP90Ms.ToString("F3", culture), row.SizeBytes.ToString("N0", culture),
            ];
            // Names come out of files: none may be taken for markup.
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
