using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Models;
using EdgeKd.Pipeline.Planning;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd plan</c>: finds students within a budget before anything is trained.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("plan",
            "Export, quantize and measure untrained students of several widths, image sizes and networks, and list those within a budget, the "
            + "largest first: it is likely to learn most. Exits with 3 where none is.",
            "edgekd plan --budget p90=12ms --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd plan --budget p90=5ms size=1MB --models mobilenetv2 mobilenetv3-large --widths 0.35 0.5 --sizes 96 128 --out plans");
        var arguments = new RecipeArguments(command);
        var budget = new Option<string[]>("--budget")
        {
            Description = "What a student may take: p90=12ms, p50=8ms, size=2MB (kB, MB and bytes).", HelpName = "WHAT=LIMIT", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        var target = new Option<string>("--target") { Description = "Where latency is measured: this machine, or a device among the recipe's targets.", HelpName = "TARGET", DefaultValueFactory = _ => BundleTarget.Local };
        var models = new Option<string[]>("--models") { Description = "Networks of the zoo [default: the recipe's].", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var widths = new Option<double[]>("--widths") { Description = "Factors on the number of channels [default: 0.25 0.35 0.5 0.75 1].", HelpName = "W", AllowMultipleArgumentsPerToken = true };
        var sizes = new Option<int[]>("--sizes") { Description = "Sides of the input in pixels [default: the recipe's].", HelpName = "N", AllowMultipleArgumentsPerToken = true };
        var folder = new Option<string?>("--out") { Description = "Write a recipe for each student within the budget to this folder.", HelpName = "DIR" };
        foreach (var option in new Option[] { budget, target, models, widths, sizes, folder })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var options = new PlanOptions
            {
                RecipePath = arguments.RecipePath(parsed),
                Run = arguments.Options(parsed),
                Target = parsed.GetRequiredValue(target),
                Budget = Budget(parsed.GetRequiredValue(budget)),
                Models = [.. (parsed.GetValue(models) ?? []).Select(Known)],
                ImageSizes = Within(parsed.GetValue(sizes) ?? [], "--sizes", 8, 1024),
                OutFolder = parsed.GetValue(folder),
            };
            if (parsed.GetValue(widths) is { Length: > 0 } given)
                options = options with { Widths = Within(given, "--widths", 0.05, 8) };
            var json = parsed.GetValue(arguments.Json);
            var students = terminal.Watch(json, StageNames.Data, observer => StudentPlan.Run(options, observer, new Progress(terminal), ct));
            if (json)
                terminal.Output.WriteLine(JsonSerializer.Serialize(students, ResultWriter.Json));
            else
                PlanText.Write(terminal, students);
            return students.Any(student => student.Fits) ? ExitCodes.Done : ExitCodes.Refused;
        });
        return command;
    }

    private static PlanBudget Budget(string[] words)
    {
        var budget = new PlanBudget();
        foreach (var word in words)
        {
            budget = word.Split('=') switch
            {
                ["p90", var limit] => budget with { P90Ms = Number(word, limit, ("ms", 1), ("s", 1000)) },
                ["p50", var limit] => budget with { P50Ms = Number(word, limit, ("ms", 1), ("s", 1000)) },
                ["size", var limit] => budget with { SizeBytes = (long)Number(word, limit, ("kB", 1e3), ("MB", 1e6), ("bytes", 1), ("", 1)) },
                _ => throw Wrong(word),
            };
        }

        return budget;
    }

    private static double Number(string word, string limit, params (string Unit, double Factor)[] units)
    {
        foreach (var (unit, factor) in units)
        {
            if (limit.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(limit[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0)
                return number * factor;
        }

        throw Wrong(word);
    }

    private static UsageException Wrong(string word) => new($"--budget wants p90=12ms, p50=8ms or size=2MB; '{word}' is none");

    private static string Known(string model) => ModelZoo.Names.Contains(model)
        ? model
        : throw new UsageException($"--models: there is no network '{model}'; known are {string.Join(", ", ModelZoo.Names)}");

    private static T[] Within<T>(T[] values, string option, T least, T most)
        where T : IComparable<T> => values.All(value => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0)
        ? values
        : throw new UsageException(FormattableString.Invariant($"{option} wants numbers from {least} to {most}"));

    private sealed class Progress(Terminal terminal) : IProgress<string>
    {
        public void Report(string value) => terminal.Errors.WriteLine(value);
    }
}
