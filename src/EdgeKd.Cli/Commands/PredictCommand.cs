using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Predicting;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd predict</c>: classifies image files with a bundle.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("predict",
            "Classify image files with a model of a bundle: the most likely classes with their probabilities.",
            "edgekd predict artifacts/ship/mobilenetv2-shapes-0.1.0.zip photo.jpg another.png",
            "edgekd predict artifacts/ship/mobilenetv2-shapes-0.1.0.zip photo.jpg --precision fp32");
        var bundle = new Argument<string>("BUNDLE") { Description = "The bundle (.zip)." };
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG, PNG, BMP or WebP files.", Arity = ArgumentArity.OneOrMore };
        var precision = new Option<string>("--precision")
        {
            Description = "fp32, int8 or another that the bundle holds; left out, the model that the bundle recommends for this machine.", HelpName = "PRECISION",
        };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        command.Arguments.Add(bundle);
        command.Arguments.Add(images);
        command.Options.Add(precision);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            using var predictor = BundlePredictor.Open(parsed.GetRequiredValue(bundle), parsed.GetValue(precision));
            var predictions = parsed.GetRequiredValue(images).Select(predictor.Predict).ToArray();
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(predictions, ResultWriter.Json));
                return ExitCodes.Done;
            }
            foreach (var prediction in predictions)
            {
                terminal.Output.WriteLine($"{prediction.Image}: " + string.Join(", ", prediction.Classes.Select(
                    c => string.Create(CultureInfo.InvariantCulture, $"{c.Label} {c.Probability:P1}"))));
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
