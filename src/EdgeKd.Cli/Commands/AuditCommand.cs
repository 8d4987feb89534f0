using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Auditing;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd audit</c>: says what ONNX Runtime makes of a model.</summary>
internal static class AuditCommand
{
    private const int LargestSide = 1 << 16;

    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("audit",
            "Say what ONNX Runtime makes of an ONNX model: which nodes run on integers, which stay in float between "
            + "DequantizeLinear and QuantizeLinear (float islands), the rule that they break and what to change, and the time of "
            + "each node at batch 1 from ONNX Runtime's profile. Float models work as well: their time is listed, and which "
            + "activations run within another node. Exits with 0, or with 3 where --fail-on-islands finds one.",
            "edgekd audit model.int8.onnx",
            "edgekd audit model.int8.onnx --fail-on-islands --json > audit.json",
            "edgekd audit model.int8.onnx --branches artifacts/tiny/extract/*/branches.json",
            "edgekd audit detector.onnx --shapes images:1x3x320x320 --runs 100 --threads 4");
        var file = new Argument<string>("FILE") { Description = "The ONNX file, float or quantized, of any origin." };
        var runs = new Option<int>("--runs") { Description = "Measured inferences.", HelpName = "N", DefaultValueFactory = _ => new AuditOptions().Runs };
        var threads = new Option<int>("--threads") { Description = "Threads inside one operator.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var shapes = new Option<string[]>("--shapes")
        {
            Description = "Shape of an input that the file leaves open; once an input [default: batch 1, images of 224×224].",
            HelpName = "INPUT:AxBxC",
        };
        var branches = new Option<string>("--branches")
        {
            Description = "The branches.json that the stage extract wrote of this model: shows how unequal the channels of each merged layer were before and after merging.",
            HelpName = "FILE",
        };
        var failOnIslands = new Option<bool>("--fail-on-islands") { Description = "Exit with 3 where a float island is left." };
        var all = new Option<bool>("--all") { Description = "List the nodes that are gone, too: computed beforehand or merged into others." };
        var json = new Option<bool>("--json") { Description = "Write the whole report as JSON." };
        command.Arguments.Add(file);
        foreach (var option in new Option[] { runs, threads, shapes, branches, failOnIslands, all, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(runs) < 1)
                throw new UsageException("--runs wants a positive number");
            if (parsed.GetValue(threads) < 1)
                throw new UsageException("--threads wants a positive number");
            var report = ModelAudit.Run(parsed.GetRequiredValue(file), new AuditOptions
            {
                Runs = parsed.GetValue(runs),
                Threads = parsed.GetValue(threads),
                Merged = parsed.GetValue(branches) is { } path ? MergedRanges.Load(path) : [],
                Shapes = (parsed.GetValue(shapes) ?? []).Select(Shape).ToDictionary(shape => shape.Name, shape => shape.Sides),
            }, ct);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(report, ResultWriter.Json));
            else
                AuditText.Write(terminal, report, parsed.GetValue(all));
            return parsed.GetValue(failOnIslands) && report.Islands.Count > 0 ? ExitCodes.Refused : ExitCodes.Done;
        });
        return command;
    }

    // As trtexec writes it: name:1x3x224x224. A name may hold colons itself.
    private static (string Name, IReadOnlyList<int> Sides) Shape(string text)
    {
        var colon = text.LastIndexOf(':');
        var sides = colon < 1 ? [] : text[(colon + 1)..].Split('x')
            .Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= LargestSide ? length : 0).ToArray();
        return sides.Length > 0 && !sides.Contains(0)
            ? (text[..colon], sides)
            : throw new UsageException($"--shapes wants an input and its shape, such as input:1x3x224x224; '{text}' is none");
    }
}
