using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Comparing;
using Spectre.Console;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd compare</c>: trains the arms of a recipe over several seeds and shows the paired differences.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("compare",
            "Train the arms of the recipe's compare section with several seeds, and show the differences to the "
            + "reference arm, seed by seed, with their standard errors. Data and teacher are made once, from the "
            + "recipe's seed; accuracy is that of the kept epoch on the validation images. A comparison that was "
            + "stopped goes on.",
            "edgekd compare --recipe models/mobilenetv2-shapes/recipe.yaml --seeds 3");
        var arguments = new RecipeArguments(command);
        var seeds = new Option<int>("--seeds") { Description = "How many seeds each arm is trained with.", HelpName = "N", DefaultValueFactory = _ => 3 };
        command.Options.Add(seeds);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(seeds) is < 1 or > 1000)
                throw new UsageException("--seeds wants a number from 1 to 1000");
            var json = parsed.GetValue(arguments.Json);
            var report = terminal.Watch(json, null, observer => ArmComparison.Run(
                arguments.RecipePath(parsed), arguments.Options(parsed), parsed.GetValue(seeds), observer, ct));
            if (json)
                terminal.Output.WriteLine(JsonSerializer.Serialize(report, ResultWriter.Json));
            else
                Write(terminal, report);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, ComparisonReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = new Table { Border = TableBorder.Markdown };
        table.AddColumn("arm");
        table.AddColumn("method");
        foreach (var seed in report.Seeds)
            table.AddColumn(new TableColumn($"seed {seed}").RightAligned());
        table.AddColumn(new TableColumn("mean top-1").RightAligned());
        table.AddColumn(new TableColumn($"against {report.Reference}").RightAligned());
        foreach (var arm in report.Arms)
        {
            table.AddRow(
            [
                Markup.Escape(arm.Name),
                arm.Method,
                .. arm.Top1.Select(top1 => top1.ToString("P2", culture)),
                arm.MeanTop1.ToString("P2", culture),
                arm.AgainstReference is { } difference ? Describe(difference) : "-",
            ]);
        }
        terminal.Write(table);
        if (report.TeacherTop1 is { } teacher)
            terminal.Output.WriteLine(string.Create(culture, $"teacher: {teacher:P2}; top-1 on the validation images; differences in points, paired by seed, ± standard error"));
    }

    private static string Describe(PairedDifference difference) => string.Create(CultureInfo.InvariantCulture,
        $"{difference.MeanPoints:+0.00;-0.00;0.00}{(difference.StandardErrorPoints is { } error ? string.Create(CultureInfo.InvariantCulture, $" ± {error:F2}") : "")}");
}
