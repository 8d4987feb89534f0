using System.Globalization;
using EdgeKd.Pipeline.Planning;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes a plan for people: a line a student, and where the recipes are.</summary>
internal static class PlanText
{
    public static void Write(Terminal terminal, IReadOnlyList<PlannedStudent> students)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "network", "width", "pixels", "M multiply-adds", "parameters" })
            table.AddColumn(heading);
        foreach (var heading in new[] { "precision", "p50 ms", "p90 ms", "at most", "bytes", "within the budget" })
            table.AddColumn(heading);
        foreach (var student in students)
        {
            var shown = student.Models.FirstOrDefault(model => model.Precision == student.Precision) ?? student.Models.MinBy(model => model.P90Ms);
            table.AddRow(
                Cell(student.Model), Cell(Number(student.Width, "0.##")), Cell(Number(student.ImageSize, "0")), Cell(Number(student.Student?.Macs / 1e6, "N1")),
                Cell(Number(student.Student?.Parameters, "N0")), Cell(shown?.Precision ?? ""), Cell(Number(shown?.P50Ms, "F3")), Cell(Number(shown?.P90Ms, "F3")),
                Cell(Number(shown?.P90UpperMs, "F3")), Cell(Number(shown?.SizeBytes, "N0")), Cell(student.Fault ?? (shown?.Doubt is { } doubt ? $"yes, but {doubt}" : "yes")));
        }

        terminal.Write(table);
        foreach (var student in students.Where(student => student.RecipePath is not null))
            terminal.Output.WriteLine(student.RecipePath);
    }

    private static Text Cell(string text) => new(text);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
