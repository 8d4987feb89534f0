using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Inspecting;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd inspect</c>: says what a file holds.</summary>
internal static class InspectCommand
{
    private const int MaxListed = 400;

    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("inspect",
            "Say what a file holds: a bundle or an ONNX model (with what each layer costs), a checkpoint (safetensors or "
            + "PyTorch; nothing in it is run), or a packed part of a data set.",
            "edgekd inspect artifacts/ship/mobilenetv2-shapes-0.1.0.zip",
            "edgekd inspect teacher.pth --json");
        var file = new Argument<string>("FILE") { Description = "The file." };
        var json = new Option<bool>("--json") { Description = "Write all as JSON: facts, tensors, layers, parameters, macs of the batch." };
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var inspection = FileInspection.Describe(parsed.GetRequiredValue(file));
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        inspection.Kind,
                        Facts = inspection.Facts.Select(fact => new { Name = fact.Key, fact.Value }),
                        inspection.Parameters,
                        inspection.Batch,
                        inspection.Macs,
                        inspection.Tensors,
                        inspection.Layers,
                    },
                    ResultWriter.Json));
            }
            else
            {
                foreach (var (name, value) in Lines(inspection))
                    terminal.Output.WriteLine($"{name,-10} {PrintableText.Of(value)}");
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Value)> Lines(Inspection inspection)
    {
        var culture = CultureInfo.InvariantCulture;
        yield return ("kind", inspection.Kind);
        foreach (var (name, value) in inspection.Facts)
            yield return (name, value);
        if (inspection.Parameters is { } parameters)
            yield return ("parameters", string.Create(culture, $"{parameters:N0} (of {inspection.Tensors.Count:N0} tensors)"));
        foreach (var tensor in inspection.Tensors.Take(MaxListed))
            yield return ("tensor", $"{tensor.Name}: {tensor.Type} {Shape(tensor.Shape)}");
        if (inspection.Tensors.Count > MaxListed)
            yield return ("tensor", string.Create(culture, $"and {inspection.Tensors.Count - MaxListed:N0} more (--json lists all)"));
        foreach (var layer in inspection.Layers.Take(MaxListed))
            yield return ("layer", string.Create(culture, $"{layer.Name}: {layer.Operator} to {Shape(layer.OutputShape)}, {layer.Parameters:N0} parameters, {Macs(layer.Macs)}"));
        if (inspection.Layers.Count > MaxListed)
            yield return ("layer", string.Create(culture, $"and {inspection.Layers.Count - MaxListed:N0} more (--json lists all)"));
        if (inspection.Layers.Count > 0)
            yield return ("cost", $"{Macs(inspection.Macs)} for {(inspection.Batch == 1 ? "one image" : $"the file's batch of {inspection.Batch}")}");
    }

    private static string Shape(IReadOnlyList<long>? shape) =>
        shape is null ? "an unknown shape" : $"[{string.Join(", ", shape.Select(length => length < 0 ? "?" : length.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Macs(long? macs) => macs is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:N0} MACs") : "MACs unknown";
}
