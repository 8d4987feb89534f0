using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Inspecting;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd inspect</c>: says what a file holds.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("inspect",
            "Say what a file holds: a bundle, an ONNX model, a safetensors checkpoint or a packed part of a data "
            + "set.",
            "edgekd inspect artifacts/ship/mobilenetv2-shapes-0.1.0.zip");
        var file = new Argument<string>("FILE") { Description = "The file." };
        var json = new Option<bool>("--json") { Description = "Write the facts as JSON: a list of name and value." };
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var facts = FileInspection.Describe(parsed.GetRequiredValue(file));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(facts.Select(fact => new { Name = fact.Key, fact.Value }), ResultWriter.Json));
            else
                foreach (var (name, value) in facts)
                    terminal.Output.WriteLine($"{name,-10} {value}");
            return ExitCodes.Done;
        });
        return command;
    }
}
