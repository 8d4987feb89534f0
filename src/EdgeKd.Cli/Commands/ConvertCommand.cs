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
    private const int SmallImage = 32;
    private const int LargeImage = 224;
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
            "edgekd convert ckpt_epoch_240.pth resnet56.onnx --model resnet56 --classes 100");
        var input = new Argument<string>("IN") { Description = "The weights: a safetensors or PyTorch file." };
        var output = new Argument<string>("OUT") { Description = "The file to write." };
        var model = new Option<string?>("--model") { Description = "The network that the weights must fit; needed for .onnx.", HelpName = "NAME" };
        var classes = new Option<int>("--classes") { Description = "Its number of classes; needed with --model.", HelpName = "K" };
        var width = new Option<double>("--width") { Description = "Its factor on the number of channels.", HelpName = "FACTOR", DefaultValueFactory = _ => 1 };
        var stem = new Option<string>("--stem") { Description = "Its first layers: for small images, or for large ones.", DefaultValueFactory = _ => ModelOptions.CifarStem };
        stem.AcceptOnlyFromAmong(ModelOptions.CifarStem, ModelOptions.ImageNetStem);
        var stage2Stride = new Option<int>("--stage2-stride") { Description = "Stride of a MobileNet's second stage.", HelpName = "1|2", DefaultValueFactory = _ => 2 };
        var imageSize = new Option<int?>("--image-size") { Description = $"Side of the ONNX model's input in pixels [default: {SmallImage}, with --stem imagenet {LargeImage}].", HelpName = "PIXELS" };
        var opset = new Option<int>("--opset") { Description = "Version of the ONNX operator set.", HelpName = "N", DefaultValueFactory = _ => 17 };
        var half = new Option<bool>("--half") { Description = "Write weights in half precision (not for .onnx)." };
        var keepNames = new Option<bool>("--keep-names") { Description = "Move all tensors under the names that they have." };
        var force = new Option<bool>("--force") { Description = "Replace OUT where it exists." };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        command.Arguments.Add(input);
        command.Arguments.Add(output);
        foreach (var option in new Option[] { model, classes, width, stem, stage2Stride, imageSize, opset, half, keepNames, force, json })
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
                    Stem = parsed.GetValue(stem)!,
                    Stage2Stride = parsed.GetValue(stage2Stride),
                },
                ImageSize = parsed.GetValue(imageSize) ?? (parsed.GetValue(stem) == ModelOptions.ImageNetStem ? LargeImage : SmallImage),
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

    private static void Require(bool holds, string problem)
    {
        if (!holds)
            throw new UsageException(problem);
    }
}
