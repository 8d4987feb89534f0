using System.Text.Json;

namespace EdgeKd.Edge;

/// <summary>Reads the profile that ONNX Runtime writes.</summary>
/// <remarks>
/// A JSON array in the format of Chrome's traces: an event <c>model_run</c> of category <c>Session</c> an inference, within it one
/// of category <c>Node</c> named <c>…_kernel_time</c> a node; <c>ts</c> and <c>dur</c> in microseconds (ONNX Runtime,
/// core/common/profiler.cc and core/framework/sequential_executor.cc).
/// </remarks>
internal static class ProfileTrace
{
    private const string Kernel = "_kernel_time";

    /// <summary>The mean times over the faster half of the runs: what disturbs a machine makes some runs slower, never faster.</summary>
    /// <param name="json">The profile.</param>
    /// <param name="warmUpRuns">Runs at the start that are not counted.</param>
    /// <param name="threads">What the runs used, for the result.</param>
    /// <exception cref="InvalidDataException">The profile is no such array, or holds no run behind those.</exception>
    public static ModelProfile Read(Stream json, int warmUpRuns, int threads)
    {
        List<Span> runs = [], kernels = [];
        try
        {
            using var trace = JsonDocument.Parse(json);
            foreach (var entry in trace.RootElement.EnumerateArray())
            {
                var (category, name) = (entry.GetProperty("cat").GetString(), entry.GetProperty("name").GetString()!);
                if (category == "Session" && name == "model_run")
                    runs.Add(SpanOf(entry, name));
                else if (category == "Node" && name.EndsWith(Kernel, StringComparison.Ordinal))
                    kernels.Add(SpanOf(entry, name[..^Kernel.Length]));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"ONNX Runtime's profile cannot be read ({e.Message}); is it of another version?", e);
        }

        var measured = runs.OrderBy(run => run.StartUs).Skip(warmUpRuns).ToArray();
        if (measured.Length == 0)
            throw new InvalidDataException("ONNX Runtime's profile holds no inference; is it of another version?");
        var faster = measured.OrderBy(run => run.LengthUs).Take((measured.Length + 1) / 2).ToArray();
        return new ModelProfile(faster.Average(run => run.LengthUs) / 1000, NodesOf(faster, kernels), measured.Length, threads);
    }

    private static List<NodeTime> NodesOf(Span[] runs, List<Span> kernels)
    {
        var totals = new OrderedDictionary<string, (Span First, long SumUs)>(StringComparer.Ordinal);
        // At one microsecond a node may end where it started: the longer one comes first, it is the one around the other.
        var ordered = kernels.OrderBy(kernel => kernel.StartUs).ThenByDescending(kernel => kernel.LengthUs).ToArray();
        foreach (var run in runs)
        {
            var end = long.MinValue;
            foreach (var kernel in ordered.Where(kernel => kernel.StartUs >= run.StartUs && kernel.EndUs <= run.EndUs))
            {
                // Nodes run one after the other: what starts within another belongs to that one's subgraph.
                if (kernel.StartUs < end)
                    continue;
                end = kernel.EndUs;
                var sum = totals.TryGetValue(kernel.Name, out var total) ? total.SumUs : 0;
                totals[kernel.Name] = (kernel, sum + kernel.LengthUs);
            }
        }

        return [.. totals.Values.Select(total => new NodeTime(total.First.Name, total.First.Operator, total.First.Provider, total.SumUs / 1000.0 / runs.Length))];
    }

    private static Span SpanOf(JsonElement entry, string name)
    {
        var arguments = entry.TryGetProperty("args", out var found) ? found : default;
        return new Span(name, Text(arguments, "op_name"), Text(arguments, "provider"), entry.GetProperty("ts").GetInt64(), entry.GetProperty("dur").GetInt64());
    }

    private static string Text(JsonElement arguments, string key) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";

    private readonly record struct Span(string Name, string Operator, string Provider, long StartUs, long LengthUs)
    {
        public long EndUs => StartUs + LengthUs;
    }
}
