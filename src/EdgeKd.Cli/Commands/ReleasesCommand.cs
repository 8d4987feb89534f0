using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd releases</c>: lists the releases of a model.</summary>
internal static class ReleasesCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("releases",
            "List the releases of a model, the latest first: when each was promoted, its accuracy, latency and size as they were measured then, and "
            + "which one later candidates are compared with.",
            "edgekd releases --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd releases --folder models/mobilenetv2-shapes/releases --json");
        var releases = new ReleasesArguments(command);
        var json = new Option<bool>("--json") { Description = "Write the list as JSON." };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var registry = releases.Registry(parsed);
            var rows = registry.List().Select(ReleaseRow.Of).ToArray();
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(rows, ResultWriter.Json));
            else if (rows.Length == 0)
                terminal.Output.WriteLine($"no releases in {registry.Folder}");
            else
                terminal.Write(ReleaseRow.Table(rows));
            return ExitCodes.Done;
        });
        return command;
    }
}
