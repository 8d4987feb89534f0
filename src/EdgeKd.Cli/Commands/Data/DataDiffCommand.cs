using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Locking;

namespace EdgeKd.Cli.Commands.Data;

/// <summary><c>edgekd data diff</c>: says which images differ between two data sets.</summary>
internal static class DataDiffCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("diff",
            "Say which images were added, removed, relabelled (the same contents in another class), moved (the same contents under another path or in "
            + "another part) and changed (other contents under the same path) between two data sets. Parts are compared where both sides have them: a lock or a recipe.",
            "edgekd data diff models/my-model/data.lock models/my-model/recipe.yaml",
            "edgekd data diff models/my-model/releases/1.0.0/data.lock.gz models/my-model/data.lock --json",
            "edgekd data diff images.csv ~/images --exit-code");
        var before = new Argument<string>("A") { Description = "The earlier one: a data.lock, a recipe, a folder of images with a folder a class, or a manifest (.csv, .jsonl)." };
        var after = new Argument<string>("B") { Description = "The later one, likewise." };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 3 where they differ." };
        var json = new Option<bool>("--json") { Description = "Write all as JSON, every image." };
        command.Arguments.Add(before);
        command.Arguments.Add(after);
        command.Options.Add(exitCode);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var diff = DataSide.Compare(parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), ct);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(diff, ResultWriter.Json));
            else
                DataDiffText.Write(terminal, diff);
            return parsed.GetValue(exitCode) && diff.Changes.Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
        });
        return command;
    }
}
