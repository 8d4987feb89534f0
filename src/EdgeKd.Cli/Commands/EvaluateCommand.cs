using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Evaluating;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd evaluate</c>: measures an ONNX model on labelled images.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("evaluate",
            "Measure top-1, top-5 and the recall of each class of an ONNX model on labelled images: a folder of "
            + "class folders (or one with a subfolder test of them), a folder that the data stage made, or one of "
            + "its .images files.",
            "edgekd evaluate --model model.fp32.onnx --data ~/images/test --json");
        var model = new Option<string>("--model") { Description = "The ONNX file.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data") { Description = "The images.", HelpName = "DIR", Required = true };
        var threads = new Option<int>("--threads") { Description = "Batches answered at once.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        foreach (var option in new Option[] { model, data, threads, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(threads) < 1)
                throw new UsageException("--threads wants a positive number");
            var result = ModelEvaluation.Run(
                parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetValue(threads), null, ct);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(
                    new { result.Count, result.Top1, result.Top5, result.PerClassRecall, result.Labels, result.Predictions }, ResultWriter.Json));
                return ExitCodes.Done;
            }
            var culture = CultureInfo.InvariantCulture;
            terminal.Output.WriteLine(string.Create(culture, $"top-1 {result.Top1:P2}, top-5 {result.Top5:P2} on {result.Count:N0} images"));
            foreach (var recall in result.PerClassRecall)
                terminal.Output.WriteLine(string.Create(culture, $"  {recall.Name,-20} {recall.Correct,6:N0} of {recall.Count,6:N0}{(recall.Recall is { } r ? string.Create(culture, $"  {r:P1}") : "")}"));
            return ExitCodes.Done;
        });
        return command;
    }
}
