using System.Globalization;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Diffing;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes for people what differs between two releases.</summary>
internal static class DiffText
{
    private const int MaxListed = 40;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(Terminal terminal, ReleaseDiff diff, PrecisionDiff? shown, string? sheet)
    {
        terminal.Output.WriteLine($"{diff.Before} to {diff.After}");
        foreach (var line in Recipe(diff).Concat(Sources(diff)).Concat(Weights(diff)).Concat(Precisions(diff)))
            terminal.Output.WriteLine(PrintableText.Of(line));
        if (shown is not null)
        {
            terminal.Write(Classes(shown));
            foreach (var line in Flips(diff, shown))
                terminal.Output.WriteLine(PrintableText.Of(line));
        }

        if (sheet is not null)
            terminal.Output.WriteLine($"images: {sheet}");
    }

    private static IEnumerable<string> Recipe(ReleaseDiff diff)
    {
        if (diff.Recipe is not { } changes)
        {
            yield return "recipe: unknown, one of the bundles holds none";
            yield break;
        }

        yield return changes.Count == 0 ? "recipe: the same" : $"recipe: {changes.Count} settings differ";
        foreach (var change in changes)
            yield return $"  {change.Key}: {change.Before ?? "(not there)"} -> {change.After ?? "(not there)"}";
    }

    private static IEnumerable<string> Sources(ReleaseDiff diff) =>
        [.. diff.Images is { } images ? [$"data: {DataDiffText.Counts(images)}"] : Array.Empty<string>(), $"made from: {string.Join(", ", diff.Sources.Select(source => $"{source.Name} {(source.HasChanged is not { } changed ? "unknown" : changed ? "OTHERS" : "the same")}"))}"];

    private static IEnumerable<string> Weights(ReleaseDiff diff)
    {
        if (diff.Weights is not { } weights)
        {
            yield return "weights: one of them has no float model";
            yield break;
        }

        var changed = weights.Where(weight => weight.State != WeightState.Identical).ToArray();
        yield return $"weights: {weights.Count - changed.Length} constants identical{string.Concat(changed.GroupBy(weight => weight.State).OrderBy(group => group.Key).Select(group => $", {group.Count()} {group.Key.ToString().ToLowerInvariant()}"))}";
        foreach (var weight in changed.OrderByDescending(weight => weight.RelativeDistance ?? double.PositiveInfinity).Take(MaxListed))
            yield return string.Create(Culture, $"  {weight.Name}: {weight.State.ToString().ToLowerInvariant()}{(weight.RelativeDistance is { } distance ? string.Create(Culture, $", relative distance {distance:G3}") : "")}");
        if (changed.Length > MaxListed)
            yield return $"  and {changed.Length - MaxListed} more (--json lists all)";
    }

    private static IEnumerable<string> Precisions(ReleaseDiff diff)
    {
        if (!diff.SameTestImages)
            yield return "test images: they differ, so accuracies are shown side by side and none is tested";
        foreach (var model in diff.Precisions)
        {
            var paired = model.Outcomes is { } outcomes
                ? string.Create(Culture, $" ({outcomes.OnlyCandidateRight} images won, {outcomes.OnlyReferenceRight} lost, McNemar mid-p {outcomes.McNemarMidP:G3})")
                : "";
            yield return string.Create(Culture, $"{model.Precision}: top-1 {model.Top1Before:P2} -> {model.Top1After:P2}{paired}, p90 {model.P90BeforeMs:F3} -> {model.P90AfterMs:F3} ms, {model.SizeBeforeBytes:N0} -> {model.SizeAfterBytes:N0} bytes");
        }
    }

    private static Table Classes(PrecisionDiff shown)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn($"class ({shown.Precision})");
        foreach (var heading in new[] { "images", "before", "after", "lost", "won", "p (Holm)" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("");
        foreach (var change in shown.Classes)
        {
            string[] cells =
            [
                change.Name, Number(change.Count), Share(change.Before), Share(change.After), Number(change.Lost), Number(change.Won),
                change.CorrectedP?.ToString("G3", Culture) ?? "", !change.IsProven ? "" : change.After < change.Before ? "WORSE" : "better",
            ];
            // Names come out of files: none may end the line, steer the terminal or be taken for markup.
            table.AddRow(cells.Select(cell => new Text(PrintableText.Of(cell))));
        }

        return table;
    }

    private static IEnumerable<string> Flips(ReleaseDiff diff, PrecisionDiff shown)
    {
        if (!diff.SameTestImages)
            yield break;
        yield return $"answered differently ({shown.Precision}): {shown.Flips.Count} images, {shown.Flips.Count(flip => flip.IsLost)} lost, {shown.Flips.Count(flip => flip.IsWon)} won";
        foreach (var flip in shown.Flips.OrderBy(flip => !flip.IsLost).Take(MaxListed))
            yield return $"  #{flip.Image} {flip.Label}: {flip.Before} -> {flip.After}{(flip.IsLost ? " (lost)" : flip.IsWon ? " (won)" : "")}";
        if (shown.Flips.Count > MaxListed)
            yield return $"  and {shown.Flips.Count - MaxListed} more (--json lists all; --data DIR shows the images)";
    }

    private static string Number(int? count) => count?.ToString("N0", Culture) ?? "";

    private static string Share(double? share) => share?.ToString("P1", Culture) ?? "";
}
