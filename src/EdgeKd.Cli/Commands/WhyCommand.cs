using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Explaining;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd why</c>: shows where the answer to one image changes.</summary>
internal static class WhyCommand
{
    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("why",
            "Send one image through every form of a model, side by side: the trained network (of a recipe), the float ONNX model, the smaller "
            + "forms, and those on each of the recipe's targets (of a bundle: what targets answered to it when they were validated); and say which "
            + "layer of the INT8 model is the first to compute less exactly than those before it.",
            "edgekd why photo.jpg --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd why 1374 --bundle artifacts/ship/mobilenetv2-shapes-0.1.0.zip --data test.images");
        var image = new Argument<string>("IMAGE") { Description = "A JPEG, PNG, BMP or WebP file, or the number of a test image, from 0." };
        var bundle = new Option<string?>("--bundle") { Description = "Ask the models of a bundle (.zip) instead of the recipe's.", HelpName = "FILE" };
        var layers = new Option<bool>("--layers") { Description = "List every layer of the INT8 model." };
        var noTargets = new Option<bool>("--no-targets") { Description = "Do not ask the recipe's targets." };
        command.Arguments.Add(image);
        var arguments = new RecipeArguments(command);
        command.Options.Add(bundle);
        command.Options.Add(layers);
        command.Options.Add(noTargets);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(arguments.Json);
            var explanation = parsed.GetValue(bundle) is { } path
                ? ImageQuestion.OfBundle(path, parsed.GetRequiredValue(image), arguments.Options(parsed).DataPath, ct)
                : terminal.Watch(json, StageNames.Quantize, observer => ImageQuestion.OfRecipe(
                    arguments.RecipePath(parsed), arguments.Options(parsed), parsed.GetRequiredValue(image), !parsed.GetValue(noTargets), observer, ct));
            if (json)
                terminal.Output.WriteLine(JsonSerializer.Serialize(explanation, ResultWriter.Json));
            else
                WhyText.Write(terminal, explanation, parsed.GetValue(layers));
            return ExitCodes.Done;
        });
        return command;
    }
}
