using System.Globalization;
using System.Text.Json;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>The comparisons as a table, and as JSON that a later run can be held against.</summary>
internal static class StepTable
{
    /// <summary>A ratio to a peer may be worse by this share before a check fails: the machine is shared.</summary>
    public const double Slack = 0.10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>One comparison in Markdown, as docs/benchmarks.md has it.</summary>
    public static string Row(StepComparison step) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {step.Pair} | {step.Teacher} | {step.Kind} | {step.ImagesPerSecond:F0} | {step.StepMs:F1} | {step.PeakBytes >> 20} MiB | {string.Join(" | ", step.Peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{peer.Speedup:F2} | {(double)step.PeakBytes / peer.PeakBytes:F2}")))} |");

    /// <summary>The head of the table.</summary>
    public const string Head = """
        | pair | teacher | step | images/s | ms | peak | times as fast as published | memory of it | times as fast as tuned | memory of it |
        |---|---|---|---:|---:|---:|---:|---:|---:|---:|
        """;

    /// <summary>Writes the comparisons.</summary>
    public static void Save(IReadOnlyList<StepComparison> steps, string path) => File.WriteAllText(path, JsonSerializer.Serialize(steps, Json));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is none.</exception>
    public static IReadOnlyList<StepComparison> Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StepComparison[]>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} holds no comparison of steps: {e.Message}", e);
        }
    }

    /// <summary>The ratios that got worse than those of an earlier run by more than <see cref="Slack"/>.</summary>
    /// <param name="steps">The run.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>A line each.</returns>
    public static IReadOnlyList<string> Worse(IReadOnlyList<StepComparison> steps, IReadOnlyList<StepComparison> earlier) =>
    [
        .. from step in steps
           join old in earlier on (step.Pair, step.Teacher, step.Kind) equals (old.Pair, old.Teacher, old.Kind)
           from peer in step.Peers
           from was in old.Peers
           where was.Form == peer.Form && peer.Speedup < (1 - Slack) * was.Speedup
           select string.Create(CultureInfo.InvariantCulture,
               $"{step.Pair}, {step.Teacher}, {step.Kind}: {peer.Speedup:F2} times as fast as the {peer.Form} peer, and {was.Speedup:F2} times before"),
    ];
}
