using System.Text.Json;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>compare.md, compare.json and compare.svg, made anew after every training, so that a comparison that was stopped
/// leaves the table of what it has.</summary>
internal static class ComparisonFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(ComparisonReport report)
    {
        Directory.CreateDirectory(report.Folder);
        AtomicFile.WriteAllText(Path.Combine(report.Folder, "compare.json"), JsonSerializer.Serialize(report, Json) + "\n");
        AtomicFile.WriteAllText(Path.Combine(report.Folder, "compare.md"), ComparisonMarkdown.Write(report));
        AtomicFile.WriteAllText(Path.Combine(report.Folder, "compare.svg"), ComparisonChart.Draw(report));
    }
}
