using System.CommandLine;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Data;
using EdgeKd.Pipeline.Checking;

namespace EdgeKd.Cli.Commands.Data;

/// <summary><c>edgekd data check</c>: says what is wrong with a folder of images.</summary>
internal static class DataCheckCommand
{
    private const string Never = "never";

    private static readonly DataCheckOptions Defaults = new();

    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("check",
            "Say what is wrong with a folder of images before anything is trained on it: missing, unequal and ambiguous classes; files that cannot be "
            + "read, are tiny, have another format than their name says, are turned by EXIF, grey, CMYK, transparent, of 16 bits or animated; pictures that "
            + "are there twice, or nearly, within a part or across parts. Nothing is changed. Exits with 0, or with 1 where --fail-on finds something.",
            "edgekd data check ~/images",
            "edgekd data check ~/images --page check.html",
            "edgekd data check ~/images --fail-on warning --json > check.json");
        var folder = new Argument<string>("DIR") { Description = "The images: a folder a class, below train/, test/ and perhaps validation/, or side by side." };
        var page = new Option<string?>("--page") { Description = "Write a page with the pictures, too: one HTML file.", HelpName = "FILE" };
        var failOn = new Option<string>("--fail-on") { Description = "The least severity to exit with 1 for.", DefaultValueFactory = _ => "error" };
        failOn.AcceptOnlyFromAmong("error", "warning", Never);
        var minSide = new Option<int>("--min-side") { Description = "The shortest side that is not tiny, in pixels.", HelpName = "N", DefaultValueFactory = _ => Defaults.MinSide };
        var imbalance = new Option<double>("--max-imbalance") { Description = "How many times the images of the smallest class the largest may have.", HelpName = "R", DefaultValueFactory = _ => Defaults.MaxImbalance };
        var threads = new Option<int>("--threads") { Description = "Files decoded at once.", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads };
        var all = new Option<bool>("--all") { Description = "List every finding and every class." };
        var json = new Option<bool>("--json") { Description = "Write the whole report as JSON; progress goes to standard error." };
        command.Arguments.Add(folder);
        foreach (var option in new Option[] { page, failOn, minSide, imbalance, threads, all, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var options = new DataCheckOptions { MinSide = parsed.GetValue(minSide), MaxImbalance = parsed.GetValue(imbalance), Threads = parsed.GetValue(threads) };
            Validate(options);
            if (parsed.GetValue(page) is { } wanted && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(wanted))))
                throw new UsageException($"--page: there is no folder for {wanted}; make it first");
            var report = terminal.Watch(parsed.GetValue(json), null, observer => FolderCheck.Run(parsed.GetRequiredValue(folder), options, observer, ct));
            if (parsed.GetValue(page) is { } path)
                DataCheckPage.Write(path, report);
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(JsonSerializer.Serialize(report, ResultWriter.Json));
            else
                DataCheckText.Write(terminal, report, parsed.GetValue(all), parsed.GetValue(page));
            return parsed.GetRequiredValue(failOn) is not Never and var least && report.HasAtLeast(Enum.Parse<FindingSeverity>(least, ignoreCase: true))
                ? ExitCodes.Failed
                : ExitCodes.Done;
        });
        return command;
    }

    private static void Validate(DataCheckOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
