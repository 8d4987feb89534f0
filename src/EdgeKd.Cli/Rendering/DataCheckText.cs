using System.Globalization;
using EdgeKd.Data;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes what a check of images found for people: the counts, then each kind of finding with what to do.</summary>
internal static class DataCheckText
{
    private const int ShownFindings = 5, ShownClasses = 40, ShownFiles = 4;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(Terminal terminal, DataCheckReport report, bool all, string? page)
    {
        terminal.Write(Parts(report));
        terminal.Write(Classes(report, all));
        if (report.Findings.Count > 0)
            terminal.Write(Kinds(report));
        foreach (var line in report.Findings.GroupBy(finding => (finding.Severity, finding.Kind)).SelectMany(found => Lines([.. found], all)))
            terminal.Output.WriteLine(PrintableText.Of(line));
        terminal.Output.WriteLine(string.Create(Culture,
            $"{report.Errors:N0} errors, {report.Warnings:N0} warnings, {report.Notes:N0} notes in {report.Parts.Sum(part => part.ImageCount):N0} images"));
        if (page is not null)
            terminal.Output.WriteLine($"page: {page}");
    }

    private static Table Parts(DataCheckReport report)
    {
        var table = TableOf(["part"], ["images", "classes", "smallest class", "largest class", "ratio"]);
        foreach (var part in report.Parts)
        {
            var (least, most) = (part.ClassCounts.MinBy(c => c.ImageCount), part.ClassCounts.MaxBy(c => c.ImageCount));
            table.AddRow(
                Cell(part.Name), Cell(Number(part.ImageCount)), Cell(Number(part.ClassCounts.Count)), Cell(Named(least)), Cell(Named(most)),
                Cell(least is { ImageCount: > 0 } ? string.Create(Culture, $"{(double)most!.ImageCount / least.ImageCount:F1}") : ""));
        }

        return table;
    }

    private static Table Classes(DataCheckReport report, bool all)
    {
        var counts = report.Parts.Select(part => part.ClassCounts.ToDictionary(c => c.ClassName, c => c.ImageCount)).ToArray();
        var names = counts.SelectMany(part => part.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var table = TableOf(["class"], [.. report.Parts.Select(part => part.Name)]);
        foreach (var name in all ? names : names.Take(ShownClasses))
            table.AddRow([Cell(name), .. counts.Select(part => Cell(part.TryGetValue(name, out var count) ? Number(count) : "none"))]);
        if (!all && names.Length > ShownClasses)
            table.AddRow(Cell($"and {names.Length - ShownClasses} more"));
        return table;
    }

    private static Table Kinds(DataCheckReport report)
    {
        var table = TableOf(["severity", "finding"], ["findings", "files"]);
        foreach (var found in report.Findings.GroupBy(finding => (finding.Severity, finding.Code)))
            table.AddRow(Cell(Word(found.Key.Severity)), Cell(found.Key.Code), Cell(Number(found.Count())), Cell(Number(found.Sum(finding => finding.Files.Count))));
        return table;
    }

    private static IEnumerable<string> Lines(Finding[] found, bool all)
    {
        var kind = found[0].Kind;
        yield return $"{Word(found[0].Severity)} {kind.Code}: {kind.Meaning}";
        yield return $"  to do: {kind.Advice}";
        foreach (var finding in all ? found : found.Take(ShownFindings))
        {
            var files = all ? finding.Files : finding.Files.Take(ShownFiles);
            yield return $"  {string.Join(", ", files)}{(!all && finding.Files.Count > ShownFiles ? $" and {finding.Files.Count - ShownFiles} more" : "")}: {finding.Detail}";
        }
        if (!all && found.Length > ShownFindings)
            yield return string.Create(Culture, $"  and {found.Length - ShownFindings:N0} more (--all lists them)");
    }

    private static Table TableOf(string[] words, string[] numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in words)
            table.AddColumn(Markup.Escape(heading));
        foreach (var heading in numbers)
            table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        return table;
    }

    // Names come out of folders: none may end the line, steer the terminal or be taken for markup.
    private static Text Cell(string text) => new(PrintableText.Of(text));

    private static string Named(ClassCount? count) => count is null ? "" : string.Create(Culture, $"{count.ImageCount:N0} ({count.ClassName})");

    private static string Number(int value) => value.ToString("N0", Culture);

    private static string Word(FindingSeverity severity) => severity.ToString().ToLowerInvariant();
}
