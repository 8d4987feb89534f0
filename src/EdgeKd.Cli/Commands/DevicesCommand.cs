using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd devices</c>: lists and asks the targets of a recipe.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("devices",
            "List the targets of a recipe (validate.targets) and ask each what it is: processor, memory, governor and temperature. Exits with 1 "
            + "where one does not answer.",
            "edgekd devices --recipe models/my-model/recipe.yaml",
            "edgekd devices --recipe models/my-model/recipe.yaml --json");
        var recipe = new Option<string>("--recipe") { Description = "The recipe file.", HelpName = "FILE", DefaultValueFactory = _ => Places.DefaultRecipe };
        var json = new Option<bool>("--json") { Description = "Write the list as JSON." };
        command.Options.Add(recipe);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var devices = DeviceProbe.Run(parsed.GetRequiredValue(recipe), ct);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(devices, ResultWriter.Json));
            else
                terminal.Write(DeviceTable.Of(devices));
            return devices.All(device => device.Failure is null) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
