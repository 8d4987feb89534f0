using System.Globalization;
using System.Text.Json;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>The comparisons as a table, and as JSON that a later run can be held against.</summary>
internal static class StepTable
{
    /// <summary>A ratio to a peer may be worse by this share before a check fails: the machine is shared.</summary>
    public const double Slack = 0.10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>One comparison in Markdown, as docs/benchmarks.md has it.</summary>
    public static string Row(StepComparison step)
    {
        var peers = step.Peers.Select(peer => Text($"{peer.Speedup:F2} | {(double)step.PeakBytes / peer.PeakBytes:F2}"));
        string[] cells =
        [
            step.Pair, step.Teacher, step.Kind, Text($"{step.ImagesPerSecond:F0}"), Text($"{step.StepMs:F1}"), $"{step.PeakBytes >> 20} MiB", .. peers,
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>The head of the table.</summary>
    public const string Head = """
        | pair | teacher | step | images/s | ms | peak | times as fast as published | memory of it | times as fast as tuned | memory of it |
        |---|---|---|---:|---:|---:|---:|---:|---:|---:|
        """;

    /// <summary>Writes the comparisons.</summary>
    public static void Save(IReadOnlyList<StepComparison> steps, string path) => File.WriteAllText(path, JsonSerializer.Serialize(steps, Json));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is missing or none; the message is one line.</exception>
    public static IReadOnlyList<StepComparison> Load(string path)
    {
        try
        {
            var steps = JsonSerializer.Deserialize<StepComparison[]>(File.ReadAllText(path), Json);
            return steps is not null && steps.All(step => step is not null && step.Peers.All(peer => peer is not null))
                ? steps
                : throw new JsonException("it has null in the place of a step");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{path} holds no comparison of steps ({e.Message.ReplaceLineEndings(" ")}); take a steps.json that the group steps has written.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"{path} cannot be read ({e.Message}); name a steps.json that the group steps has written, or leave --check out.", e);
        }
    }

    /// <summary>The steps and peers of a run that an earlier one has not, so that nothing can be said of them.</summary>
    /// <param name="steps">The run.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>A line each.</returns>
    public static IReadOnlyList<string> Unchecked(IReadOnlyList<StepComparison> steps, IReadOnlyList<StepComparison> earlier) =>
    [
        .. from step in steps
           from peer in step.Peers
           where !earlier.Any(old => IsSame(old, step) && old.Peers.Any(was => was.Form == peer.Form))
           select $"{step.Pair}, {step.Teacher}, {step.Kind} beside the {peer.Form} peer",
    ];

    /// <summary>The ratios that got worse than those of an earlier run by more than <see cref="Slack"/>.</summary>
    /// <param name="steps">The run.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>A line each.</returns>
    public static IReadOnlyList<string> Worse(IReadOnlyList<StepComparison> steps, IReadOnlyList<StepComparison> earlier) =>
    [
        .. from step in steps
           from old in earlier
           where IsSame(old, step)
           from peer in step.Peers
           from was in old.Peers
           where was.Form == peer.Form && peer.Speedup < (1 - Slack) * was.Speedup
           select Text($"{step.Pair}, {step.Teacher}, {step.Kind}: {peer.Speedup:F2} times as fast as the {peer.Form} peer, and {was.Speedup:F2} times before"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsSame(StepComparison one, StepComparison other) => (one.Pair, one.Teacher, one.Kind) == (other.Pair, other.Teacher, other.Kind);
}
