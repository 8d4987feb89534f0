using EdgeKd.Pipeline.Targets;
using static System.FormattableString;

namespace EdgeKd.Cli.Rendering;

/// <summary>Writes what a model costs on a target, for people.</summary>
internal static class BenchText
{
    public static void Write(TextWriter output, BenchResult result)
    {
        foreach (var line in Lines(result))
            output.WriteLine(line);
    }

    private static IEnumerable<string> Lines(BenchResult result)
    {
        var (latency, device) = (result.Latency, result.Device);
        yield return $"{result.Model} on {result.Target} ({result.Kind}): {device.Cpu}, {device.Arch}, ONNX Runtime {result.OnnxRuntime}";
        var emulated = result.IsEmulated ? ", emulated: they say nothing about a device" : "";
        yield return Invariant($"latency: p50 {latency.P50Ms:F3} ms, p90 {latency.P90Ms:F3} ms, p99 {latency.P99Ms:F3} ms; {latency.Runs:N0} runs at batch 1 on {latency.Threads} thread(s), {result.Images} images in turn{emulated}");
        if (latency.P90UpperMs is { } upper)
            yield return Invariant($"  p90 is at most {upper:F3} ms with a confidence of 99 %; from pixels to answer it is {result.EndToEndP90Ms:F3} ms");
        yield return Invariant($"load: {latency.LoadMs:F1} ms, first run {latency.FirstRunMs:F3} ms");
        if (result.PeakMemoryBytes is { } memory)
            yield return Invariant($"memory: at most {memory / 1e6:F1} MB");
        if (result.Instructions is { } instructions)
            yield return Invariant($"instructions: {instructions / 1e6:F2} million an inference");
        if (result.Nodes.Count > 0)
            yield return $"nodes: {string.Join(", ", result.Nodes.Select(nodes => Invariant($"{nodes.Value} by {nodes.Key}")))}";
        if (latency.Incomplete is { } incomplete)
            yield return $"incomplete: {incomplete}";
        if (latency.Doubt is { } doubt && !result.IsEmulated)
            yield return Invariant($"not to be trusted, measured {latency.Attempts} time(s): {doubt}");
    }
}
