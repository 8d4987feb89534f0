using System.Globalization;
using EdgeKd.Data;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes for people which images differ between two data sets.</summary>
internal static class DataDiffText
{
    private const int MaxListed = 40;

    public static void Write(Terminal terminal, DataDiff diff)
    {
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Counts(diff.Counts)}, {diff.UnchangedCount:N0} the same{(diff.ComparesParts ? "" : " (parts are not compared: one side has none of its own)")}"));
        if (diff.Changes.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "change", "path", "before", "after" })
            table.AddColumn(heading);
        // The first of each kind, so that many of one hide no other.
        foreach (var change in diff.Changes.GroupBy(change => change.Kind).SelectMany(kind => kind.Take(MaxListed)))
        {
            string[] cells = [change.Kind.ToString().ToLowerInvariant(), change.Path, Side(change.Before, change, diff.ComparesParts), Side(change.After, change, diff.ComparesParts)];
            table.AddRow(cells.Select(cell => new Text(Printable(cell))));
        }
        terminal.Write(table);
        var hidden = diff.Changes.GroupBy(change => change.Kind).Sum(kind => Math.Max(0, kind.Count() - MaxListed));
        if (hidden > 0)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {hidden:N0} more (--json lists all)"));
    }

    /// <summary>How many images differ in each way, in one line.</summary>
    public static string Counts(IReadOnlyDictionary<DataChangeKind, int> counts) => string.Join(", ",
        counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value:N0} {count.Key.ToString().ToLowerInvariant()}")));

    // What tells both sides apart: the class, the part where it counts, the place where it was another, the contents where they are others.
    private static string Side(LockedImage? image, DataChange change, bool showsPart) => image is null ? "" : string.Join(", ",
    [
        image.Label,
        .. showsPart ? [image.Part.ToString().ToLowerInvariant()] : Array.Empty<string>(),
        .. image.Path == change.Path ? [] : new[] { image.Path },
        .. change.Kind == DataChangeKind.Changed ? [string.Create(CultureInfo.InvariantCulture, $"{image.SizeBytes:N0} bytes, {image.Sha256?[..12]}")] : Array.Empty<string>(),
    ]);

    // Names come out of files: none may end the line, steer the terminal or be taken for markup.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\ufffd' : c));
}
