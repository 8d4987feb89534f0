using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeKd.Distillation.DeviceChecks;
using Spectre.Console;

namespace EdgeKd.Cli.Rendering;

/// <summary>Shows how far a device's training steps are from the processor's.</summary>
internal static class SelfCheckTable
{
    // A step that could not be compared has no numbers: NaN.
    private static readonly JsonSerializerOptions Json = new(ResultWriter.Json) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Write(Terminal terminal, IReadOnlyList<StepComparison> steps, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(steps, Json));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("step");
        foreach (var heading in new[] { "losses", "gradients", "moves" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("verdict");
        foreach (var step in steps)
        {
            // A problem may hold libtorch's words: none may be taken for markup.
            var verdict = step.Problem is { } problem ? $"FAILED: {problem}" : "passed";
            string[] cells = [step.Name, Share(step.Losses), Share(step.Gradients), Share(step.Moves), verdict];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        terminal.Write(table);
        terminal.Output.WriteLine(
            $"{steps.Count(step => step.Passed)} of {steps.Count} passed. Numbers: ‖difference‖ / ‖processor's‖ of the tensor that differs most.");
    }

    private static string Share(double value) => value.ToString("0.0E+0", CultureInfo.InvariantCulture);
}
