using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Cli.Rendering;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Suspects;
using Spectre.Console;

namespace EdgeKd.Cli.Commands;

/// <summary><c>edgekd suspects</c>: lists the images whose label is likely wrong.</summary>
internal static class SuspectsCommand
{
    private const int DefaultTop = 50;

    public static Command Create(Terminal terminal, CancellationToken ct)
    {
        var command = new ExampledCommand("suspects",
            "List the images whose label is likely wrong, the likeliest first: those that the recipe's teacher is sure are of another "
            + "class. It looks at the test images, and at the training images where the recipe keeps the teacher's answers to them "
            + "(distill.train.views). Stages up to validate run first where their outputs are missing.",
            "edgekd suspects --recipe models/mobilenetv2-shapes/recipe.yaml",
            "edgekd suspects --recipe models/my-model/recipe.yaml --data ~/images --top 400 --csv > suspects.csv");
        var arguments = new RecipeArguments(command);
        var top = new Option<int>("--top") { Description = "How many to list.", HelpName = "N", DefaultValueFactory = _ => DefaultTop };
        var csv = new Option<bool>("--csv") { Description = "Write them as CSV; progress goes to standard error." };
        command.Options.Add(top);
        command.Options.Add(csv);
        command.SetAction(parsed =>
        {
            var (asJson, asCsv) = (parsed.GetValue(arguments.Json), parsed.GetValue(csv));
            if (asJson && asCsv)
                throw new UsageException("--json and --csv exclude each other");
            if (parsed.GetValue(top) < 1)
                throw new UsageException("--top wants a positive number");
            var suspects = terminal.Watch(asJson || asCsv, null, observer => SuspectSearch.Run(arguments.RecipePath(parsed), arguments.Options(parsed), observer, ct));
            LabelSuspect[] listed = [.. suspects.All.Take(parsed.GetValue(top))];
            if (asJson)
                terminal.Output.WriteLine(JsonSerializer.Serialize(new { suspects.TestImages, suspects.TrainingImages, Found = suspects.All.Count, Suspects = listed }, ResultWriter.Json));
            else if (asCsv)
                WriteCsv(terminal.Output, listed);
            else
                WriteText(terminal, suspects, listed);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void WriteText(Terminal terminal, LabelSuspects suspects, LabelSuspect[] listed)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in new[] { "image", "label", "teacher" })
            table.AddColumn(heading);
        foreach (var heading in new[] { "sure", "of the label" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var suspect in listed)
            table.AddRow(Cell(suspect.Name), Cell(suspect.Label), Cell(suspect.Answer), Cell(Percent(suspect.Confidence)), Cell(Percent(suspect.SelfConfidence)));
        terminal.Write(table);
        var training = suspects.TrainingImages > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{suspects.TrainingImages:N0} training images")
            : "no training images (set distill.train.views to keep the teacher's answers to them)";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{listed.Length:N0} of {suspects.All.Count:N0} images that the teacher takes for another class, of {suspects.TestImages:N0} test images and {training}"));
    }

    private static void WriteCsv(TextWriter output, LabelSuspect[] listed)
    {
        output.Write("part,index,name,label,answer,confidence,selfConfidence\r\n");
        foreach (var suspect in listed)
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"{suspect.Part},{suspect.Index},{Field(suspect.Name)},{Field(suspect.Label)},{Field(suspect.Answer)},{suspect.Confidence:R},{suspect.SelfConfidence:R}\r\n"));
    }

    // RFC 4180. A spreadsheet would run a field that begins like a formula, so such a field begins with an apostrophe.
    private static string Field(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static Text Cell(string text) => new(PrintableText.Of(text));

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);
}
