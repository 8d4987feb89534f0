using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd rollback</c>: puts an earlier release back.</summary>
internal static class RollbackCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("rollback",
            "Put an earlier release back: later candidates are compared with it again, and their verdicts say so. Nothing is removed; --to with the later version "
            + "undoes it.",
            "edgekd rollback --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd rollback --to 1.0.0 --by ada");
        var to = new Option<string?>("--to") { Description = "The version to return to [default: the one that was released before the present one].", HelpName = "VERSION" };
        var by = new Option<string?>("--by") { Description = "Who does it, for the history.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var releases = new ReleasesArguments(command);
        foreach (var option in new Option[] { to, by, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var registry = releases.Registry(parsed);
            var release = registry.Rollback(parsed.GetValue(to), DateOnly.FromDateTime(DateTime.UtcNow), parsed.GetValue(by));
            var (from, version) = (registry.History()!.Last!.From, release.Manifest.Version);
            terminal.Output.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { release.Manifest.Name, Version = version, From = from, release.RolledBackFrom, release.Folder }, ResultWriter.Json)
                : $"{release.Manifest.Name} {version} is the release again, in place of {from}: {release.Folder}; commit {registry.Folder}");
            return ExitCodes.Done;
        });
        return command;
    }
}
