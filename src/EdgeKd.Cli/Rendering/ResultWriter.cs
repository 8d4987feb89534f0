using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes how a run ended, and says with which code to exit.</summary>
internal static class ResultWriter
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Outcomes as words, as in verdict.json.</summary>
    private static readonly JsonSerializerOptions VerdictJson = new(Json) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Writes the result of a run up to <paramref name="stage"/>, or of a whole Ship where that is null.</summary>
    public static int Write(Terminal terminal, PipelineResult result, bool json, bool promoted = false, string? stage = null)
    {
        if (json)
            terminal.Output.WriteLine(ToJson(result, promoted).ToJsonString(Json));
        else
            WriteText(terminal.Output, result, promoted, stage);
        return result.Refused ? ExitCodes.Refused : result.Undecided ? ExitCodes.Undecided : ExitCodes.Done;
    }

    private static void WriteText(TextWriter output, PipelineResult result, bool promoted, string? stage)
    {
        // Who asks for a later stage has seen the verdict when the gate decided; what stops the release is said each time.
        var isNew = stage is null || result.Stages.Any(outcome => outcome.Stage == StageNames.Gate && OutcomeLine.IsShown(outcome, stage));
        if (result.Verdict is { } verdict && (isNew || result.Refused || result.Undecided))
        {
            foreach (var line in verdict.ToLines())
                output.WriteLine(line);
        }
        if (result.Stages.Count > 1 && result.Stages.All(stage => stage.Cached))
            output.WriteLine($"nothing changed: all {result.Stages.Count} stages were up to date");
        if (result.BundlePath is { } bundle)
            output.WriteLine($"bundle: {bundle}{(promoted ? " (now the baseline)" : "")}");
    }

    private static JsonObject ToJson(PipelineResult result, bool promoted) => new()
    {
        ["stages"] = new JsonArray([.. result.Stages.Select(stage => new JsonObject
        {
            ["stage"] = stage.Stage,
            ["key"] = stage.Key,
            ["cached"] = stage.Cached,
            ["seconds"] = stage.Seconds,
            ["summary"] = stage.Summary,
            ["folder"] = stage.Folder,
            ["figures"] = stage.Figures.DeepClone(),
        })]),
        ["verdict"] = result.Verdict is { } verdict
            ? new JsonObject
            {
                ["outcome"] = verdict.Outcome.ToString().ToLowerInvariant(),
                ["firstRelease"] = verdict.FirstRelease,
                ["profile"] = verdict.Profile,
                ["rules"] = JsonSerializer.SerializeToNode(verdict.Rules, VerdictJson),
                ["causes"] = JsonSerializer.SerializeToNode(verdict.Causes, VerdictJson),
            }
            : null,
        ["bundle"] = result.BundlePath,
        ["promoted"] = promoted,
    };
}
