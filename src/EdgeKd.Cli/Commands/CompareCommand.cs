using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Comparing;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd compare</c>: trains the arms of a recipe over several seeds and shows the paired differences.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("compare",
            "Train the arms of the recipe's compare section with several seeds, and show the differences to the "
            + "reference arm, seed by seed, with their confidence intervals, and each arm's speed and memory. The table, "
            + "its figures and a chart are kept in artifacts/compare. Data and teacher are made once, from the "
            + "recipe's seed; accuracy is that of the kept epoch on the validation images. A comparison that was "
            + "stopped goes on, and the same command in a second terminal takes its share of the trainings.",
            "edgekd compare --recipe models/mobilenetv2-shapes/recipe.yaml --seeds 3",
            "edgekd compare --recipe models/methods-cifar10/recipe.yaml --data images --arms kd,gpd --seeds 1");
        var arguments = new RecipeArguments(command);
        var seeds = new Option<int>("--seeds") { Description = "How many seeds each arm is trained with.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var arms = new Option<string>("--arms") { Description = "Train these arms alone, by their names in the recipe.", HelpName = "NAME,NAME", DefaultValueFactory = _ => "" };
        command.Options.Add(seeds);
        command.Options.Add(arms);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(seeds) is < 1 or > 1000)
                throw new UsageException("--seeds wants a number from 1 to 1000");
            var json = parsed.GetValue(arguments.Json);
            var report = terminal.Watch(json, null, observer => ArmComparison.Run(
                arguments.RecipePath(parsed), arguments.Options(parsed), parsed.GetValue(seeds), Names(parsed.GetRequiredValue(arms)), observer, ct));
            if (json)
                terminal.Output.WriteLine(JsonSerializer.Serialize(report, ResultWriter.Json));
            else
                Write(terminal, report);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void Write(Terminal terminal, ComparisonReport report)
    {
        terminal.Output.Write(ComparisonMarkdown.Write(report));
        terminal.Output.WriteLine($"Table, figures and chart: {report.Folder}");
    }
}
