using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Diffing;
using EdgeKd.Release;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd diff</c>: says what differs between two releases.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ExampledCommand("diff",
            "Say what differs between two releases: settings of the recipe, images and teacher, weights layer by layer, accuracy of each class (marked where the "
            + "difference is proven, by McNemar's test with Holm's correction), and the test images that are answered differently.",
            "edgekd diff 1.0.0 1.1.0 --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd diff 1.1.0 artifacts/ship/mobilenetv2-shapes-1.2.0.zip --data artifacts/mobilenetv2-shapes/data --sheet flips.html");
        var before = new Argument<string>("A") { Description = "The earlier one: a released version, or a bundle (.zip)." };
        var after = new Argument<string>("B") { Description = "The later one: a released version, or a bundle (.zip)." };
        var precision = new Option<string?>("--precision") { Description = "The precision whose classes and images are shown [default: the first that both have].", HelpName = "PRECISION" };
        var data = new Option<string?>("--data") { Description = "Where the test images are: a test.images, or a folder that holds it such as artifacts/<recipe>/data. With it the contact sheet is written.", HelpName = "DIR" };
        var sheet = new Option<string>("--sheet") { Description = "The contact sheet of images that are answered differently, one HTML file; needs --data.", HelpName = "FILE", DefaultValueFactory = _ => "flips.html" };
        var json = new Option<bool>("--json") { Description = "Write all as JSON, every layer and every image." };
        command.Arguments.Add(before);
        command.Arguments.Add(after);
        var releases = new ReleasesArguments(command);
        foreach (var option in new Option[] { precision, data, sheet, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var diff = Compare(parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), () => releases.Registry(parsed));
            var shown = Shown(diff, parsed.GetValue(precision));
            if (parsed.GetValue(data) is { } images)
                FlipSheet.Write(parsed.GetRequiredValue(sheet), diff, shown ?? throw new InvalidDataException($"{diff.Before} and {diff.After} have no precision in common, so no image shows how they differ; leave --data out"), images);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(diff, ResultWriter.Json));
            else
                DiffText.Write(terminal, diff, shown, parsed.GetValue(data) is null ? null : parsed.GetRequiredValue(sheet));
            return ExitCodes.Done;
        });
        return command;
    }

    private static ReleaseDiff Compare(string before, string after, Func<ReleaseRegistry> registry)
    {
        using var first = Bundle(before);
        using var second = Bundle(after);
        return ReleaseComparison.Of(first ?? registry().Files(before), second ?? registry().Files(after));
    }

    /// <summary>The bundle; null where the word is a version.</summary>
    private static BundleReader? Bundle(string word)
    {
        if (File.Exists(word))
            return BundleReader.Open(word);
        return word.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? throw new FileNotFoundException($"{word}: there is no such bundle") : null;
    }

    private static PrecisionDiff? Shown(ReleaseDiff diff, string? precision) =>
        diff.Precisions.FirstOrDefault(model => precision is null || model.Precision == precision)
        ?? (precision is null ? null : throw new UsageException($"--precision: both have {(diff.Precisions.Count == 0 ? "none in common" : string.Join(", ", diff.Precisions.Select(model => model.Precision)))}"));
}
