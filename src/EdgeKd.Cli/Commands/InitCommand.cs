using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.NewModels;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd init</c>: writes recipe and policy of a new model.</summary>
internal static class InitCommand
{
    private const int MostEpochs = 10_000;

    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("init",
            "Look at a folder of images and write a commented recipe.yaml and policy.yaml for a new model, which run as they are: image "
            + "size, normalisation, networks, batches and epochs that suit the images, and a margin that an equally accurate release "
            + "keeps nine times in ten. Nothing is overwritten.",
            "edgekd init models/flowers --data ~/flowers",
            "edgekd init models/flowers --data ~/flowers --teacher vit_small.onnx --target-size 2MB",
            "edgekd init models/flowers --data ~/flowers --teacher resnet18.pth --teacher-model resnet18");
        var folder = new Argument<string>("DIR") { Description = "Folder of the new model; made when missing." };
        var data = new Option<string>("--data")
        {
            Description = "The images: a folder a class, below train/ and test/ or side by side.", HelpName = "DIR", Required = true,
        };
        var name = new Option<string?>("--name") { Description = "The model's name [default: the folder's].", HelpName = "NAME" };
        var teacher = new Option<string?>("--teacher")
        {
            Description = "An ONNX file, a file of weights (with --teacher-model), or a network of the zoo to train [default: a ResNet to train].",
            HelpName = "FILE|MODEL",
        };
        var teacherModel = new Option<string?>("--teacher-model") { Description = "The network of the zoo that the weights are of.", HelpName = "MODEL" };
        var targetSize = new Option<string?>("--target-size")
        {
            Description = "Largest model file that the device takes, in bytes or with KB or MB; the student is made as wide as fits.", HelpName = "SIZE",
        };
        var epochs = new Option<int?>("--epochs") { Description = "Passes over the training images [default: by their number].", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Write the paths and notes as JSON." };
        command.Arguments.Add(folder);
        foreach (var option in new Option[] { data, name, teacher, teacherModel, targetSize, epochs, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(epochs) is < 1 or > MostEpochs)
                throw new UsageException($"--epochs wants a number from 1 to {MostEpochs}");
            var result = NewModel.Create(new NewModelOptions
            {
                Folder = parsed.GetRequiredValue(folder),
                DataPath = parsed.GetRequiredValue(data),
                Name = parsed.GetValue(name),
                Teacher = parsed.GetValue(teacher),
                TeacherModel = parsed.GetValue(teacherModel),
                TargetSizeBytes = parsed.GetValue(targetSize) is { } size ? SizeBytes(size) : null,
                Epochs = parsed.GetValue(epochs),
            }, ct);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ResultWriter.Json));
                return ExitCodes.Done;
            }
            foreach (var note in result.Notes)
                terminal.Output.WriteLine(note);
            foreach (var path in result.Written)
                terminal.Output.WriteLine($"wrote {FromHere(path)}");
            terminal.Output.WriteLine($"next: edgekd ship --recipe {FromHere(result.RecipePath)}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string FromHere(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);

    private static long SizeBytes(string text)
    {
        var (digits, unit) = text.ToUpperInvariant() switch
        {
            var t when t.EndsWith("MB", StringComparison.Ordinal) => (t[..^2], 1_000_000),
            var t when t.EndsWith("KB", StringComparison.Ordinal) => (t[..^2], 1_000),
            var t => (t, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit is >= 1 and <= 1e12
            ? (long)(number * unit)
            : throw new UsageException($"--target-size wants a size such as 2000000, 500KB or 2MB; '{text}' is none");
    }
}
