using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Models;
using EdgeKd.Pipeline.Converting;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd convert</c>: moves weights between formats and into an ONNX model.</summary>
internal static class ConvertCommand
{
    private const int LargestImage = 4096;

    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("convert",
            "Move weights between safetensors and PyTorch files, or into an ONNX model. The input's format is told by its "
            + "content, the output's by its extension: .safetensors, .pth, .pt, .bin or .onnx. Of a training's checkpoint the "
            + "weights are taken, of a distiller's the student, without the prefixes of wrappers; what was done is said. "
            + "Nothing in a PyTorch file is run.",
            "edgekd convert resnet56.pth resnet56.safetensors",
            "edgekd convert teacher.safetensors teacher.pth --half",
            "edgekd convert ckpt_epoch_240.pth resnet56.onnx --model resnet56 --classes 100",
            "edgekd convert resnet50.pth resnet50.onnx --model resnet50 --classes 1000 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225");
        var input = new Argument<string>("IN") { Description = "The weights: a safetensors or PyTorch file." };
        var output = new Argument<string>("OUT") { Description = "The file to write." };
        var model = new Option<string?>("--model") { Description = "The network that the weights must fit; needed for .onnx.", HelpName = "NAME" };
        var classes = new Option<int>("--classes") { Description = "Its number of classes; needed with --model.", HelpName = "K" };
        var width = new Option<double>("--width") { Description = "Its factor on the number of channels.", HelpName = "FACTOR", DefaultValueFactory = _ => 1 };
        var stem = new Option<string?>("--stem") { Description = "Its first layers, for small images or for large ones [default: the network's own]." };
        stem.AcceptOnlyFromAmong(ModelOptions.CifarStem, ModelOptions.ImageNetStem);
        var stage2Stride = new Option<int>("--stage2-stride") { Description = "Stride of a MobileNet's second stage.", HelpName = "1|2", DefaultValueFactory = _ => 2 };
        var imageSize = new Option<int?>("--image-size") { Description = "Side of the ONNX model's input in pixels [default: 32, with the stem for large images 224].", HelpName = "PIXELS" };
        var opset = new Option<int>("--opset") { Description = "Version of the ONNX operator set.", HelpName = "N", DefaultValueFactory = _ => 17 };
        var mean = new Option<string?>("--mean") { Description = "Mean of red, green and blue, on the scale 0 to 1, that the network's images are normalised with; for the ONNX model's metadata.", HelpName = "R,G,B" };
        var std = new Option<string?>("--std") { Description = "Their standard deviations.", HelpName = "R,G,B" };
        var labels = new Option<string?>("--labels") { Description = "The classes in the order of the logits, a name a line; for the ONNX model's metadata.", HelpName = "FILE" };
        var half = new Option<bool>("--half") { Description = "Write weights in half precision (not for .onnx)." };
        var keepNames = new Option<bool>("--keep-names") { Description = "Move all tensors under the names that they have." };
        var force = new Option<bool>("--force") { Description = "Replace OUT where it exists." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        command.Arguments.Add(input);
        command.Arguments.Add(output);
        foreach (var option in new Option[] { model, classes, width, stem, stage2Stride, imageSize, opset, mean, std, labels, half, keepNames, force, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            var isOnnx = WeightConversion.IsOnnx(target);
            var name = parsed.GetValue(model);
            Require(!isOnnx || name is not null, "an ONNX model is a network with its weights: name it with --model and --classes");
            Require(name is null || parsed.GetValue(classes) >= 1, "--model wants its number of classes: add --classes");
            Require(name is not null || new Option[] { classes, width, stem, stage2Stride }.All(option => parsed.GetResult(option) is null or { Implicit: true }),
                "--classes, --width, --stem and --stage2-stride describe a network: name it with --model");
            Require(isOnnx || parsed.GetResult(opset) is null or { Implicit: true } && parsed.GetResult(imageSize) is null, "--opset and --image-size are for .onnx");
            Require(isOnnx || new Option[] { mean, std, labels }.All(option => parsed.GetResult(option) is null), "--mean, --std and --labels are for .onnx");
            Require(parsed.GetResult(mean) is null == parsed.GetResult(std) is null, "--mean and --std belong together");
            Require(parsed.GetValue(imageSize) is null or (>= 1 and <= LargestImage), $"--image-size wants 1 to {LargestImage} pixels");
            Require(!isOnnx || !parsed.GetValue(half), "--half is not for .onnx, which is written in float32");
            Require(name is null || !parsed.GetValue(keepNames), "--keep-names is for conversions without --model, whose names are the network's");

            var result = WeightConversion.Run(new ConversionOptions
            {
                Input = parsed.GetRequiredValue(input),
                Output = target,
                Model = name,
                Network = new ModelOptions
                {
                    Classes = parsed.GetValue(classes),
                    Width = parsed.GetValue(width),
                    Stem = parsed.GetValue(stem),
                    Stage2Stride = parsed.GetValue(stage2Stride),
                },
                ImageSize = parsed.GetValue(imageSize),
                Mean = Colors(parsed.GetValue(mean), "--mean"),
                StandardDeviation = Colors(parsed.GetValue(std), "--std"),
                LabelsFile = parsed.GetValue(labels),
                Opset = parsed.GetValue(opset),
                Half = parsed.GetValue(half),
                KeepNames = parsed.GetValue(keepNames),
                Overwrite = parsed.GetValue(force),
            });
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ResultWriter.Json));
                return ExitCodes.Done;
            }
            foreach (var note in result.Notes)
                terminal.Output.WriteLine(note);
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Output}: {result.Format}, {result.Tensors:N0} tensors, {result.Parameters:N0} elements, {result.SizeBytes:N0} bytes"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<float> Colors(string? text, string option)
    {
        if (text is null)
            return [];
        var parts = text.Split(',');
        var values = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            Require(float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && float.IsFinite(values[i]),
                $"{option} wants three numbers, such as 0.485,0.456,0.406; '{parts[i]}' is none");
        Require(values.Length == 3, $"{option} wants three numbers, such as 0.485,0.456,0.406");
        return values;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
            throw new UsageException(problem);
    }
}
