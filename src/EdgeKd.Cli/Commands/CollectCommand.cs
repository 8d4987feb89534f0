using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd gc</c>: removes old outputs from the store.</summary>
internal static class CollectCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("gc",
            "Remove old outputs from the artifact store: of each stage of each recipe, the outputs used last "
            + "stay. Bundles in artifacts/ship stay too.",
            "edgekd gc --keep 2");
        var keep = new Option<int>("--keep") { Description = "How many outputs of each stage stay.", HelpName = "N", Required = true };
        var artifacts = Places.ArtifactsOption();
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        foreach (var option in new Option[] { keep, artifacts, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(keep) < 0)
                throw new UsageException("--keep wants 0 or a positive number");
            var result = GarbageCollection.Run(parsed.GetRequiredValue(artifacts), parsed.GetValue(keep));
            terminal.Output.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(result, ResultWriter.Json)
                : string.Create(CultureInfo.InvariantCulture, $"removed {result.Removed} outputs ({result.FreedBytes / 1e6:N1} MB), kept {result.Kept}"));
            return ExitCodes.Done;
        });
        return command;
    }
}
