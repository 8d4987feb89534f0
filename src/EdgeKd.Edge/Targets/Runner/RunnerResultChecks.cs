using System.Globalization;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The rules that a runner's result has to keep before anything follows from it.</summary>
internal static class RunnerResultChecks
{
    private const int MaxTextLength = 256;
    private const int MaxRuns = 10_000_000;
    private const int MaxPairs = 1024;

    /// <summary>The clock that counts the timed part may miss a little of what the samples add up to.</summary>
    private const double ClockSlackMs = 1;

    /// <summary>The first fault of a result: a wrong field before what would stumble over it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="expected">What was sent and asked for.</param>
    /// <returns>One line; null where there is none.</returns>
    public static string? FaultOf(RunnerResult result, RunnerExpectation expected) =>
        All(result, expected).FirstOrDefault(fault => fault is not null);

    /// <summary>The first fault of a machine's description; null where there is none.</summary>
    public static string? FaultOf(DeviceDescription device) => Device(device).FirstOrDefault(fault => fault is not null);

    private static IEnumerable<string?> All(RunnerResult r, RunnerExpectation e)
    {
        var mode = e.Mode == TargetMode.Accuracy ? "accuracy" : "latency";
        yield return r.Schema == 1 ? null : $"its result has schema {r.Schema}, and this program knows schema 1; install runner and edgekd of one version";
        yield return r.Mode == mode ? null : $"it gave the result of mode '{RunnerResultReader.Printable(r.Mode)}' instead of {mode}";
        yield return r.Model.Sha256 == e.ModelSha256
            ? null
            : $"it ran another model than was sent: SHA-256 {Digits(r.Model.Sha256)} instead of {Digits(e.ModelSha256)}";
        yield return r.Data.Sha256 == e.DataSha256
            ? null
            : $"it answered other images than were sent: digest {Digits(r.Data.Sha256 ?? "none")} instead of {Digits(e.DataSha256)}";
        yield return r.Data.Count == e.Count ? null : $"it used {r.Data.Count} images instead of {e.Count}";
        yield return Text("runner", r.Runner);
        yield return Text("model.file", r.Model.File);
        yield return Text("runtime.onnxRuntime", r.Runtime.OnnxRuntime);
        yield return r.Runtime.Threads == e.Threads ? null : $"it ran on {r.Runtime.Threads} thread(s) instead of {e.Threads}";
        yield return Text("runtime.provider.requested", r.Runtime.Provider.Requested);
        foreach (var (provider, nodes) in r.Runtime.Provider.Nodes)
        {
            yield return Text("the name of a provider", provider);
            yield return nodes >= 0 ? null : $"runtime.provider.nodes.{provider} is {nodes}";
        }

        foreach (var fault in Device(r.Device))
            yield return fault;
        yield return Time("loadMs", r.LoadMs);
        yield return Time("firstRunMs", r.FirstRunMs);
        yield return r.PeakMemoryBytes is null or > 0 ? null : $"peakMemoryBytes is {r.PeakMemoryBytes}";
        foreach (var fault in e.Mode == TargetMode.Accuracy ? Answers(r.Answers, e) : Latency(r.Latency, e))
            yield return fault;
    }

    private static IEnumerable<string?> Device(DeviceDescription device)
    {
        yield return Text("device.arch", device.Arch);
        yield return Text("device.cpu", device.Cpu);
        yield return Text("device.kernel", device.Kernel);
        yield return device.Governor is { } governor ? Text("device.governor", governor) : null;
        yield return device.Cores is >= 1 and <= 4096 ? null : $"device.cores is {device.Cores}";
        yield return device.MemoryBytes is null or > 0 ? null : $"device.memoryBytes is {device.MemoryBytes}";
        yield return device.FrequencyKhz is null or > 0 ? null : $"device.frequencyKhz is {device.FrequencyKhz}";
    }

    private static IEnumerable<string?> Answers(IReadOnlyList<RunnerAnswer>? answers, RunnerExpectation e)
    {
        yield return answers is null ? "it gave no answers" : answers.Count == e.Count ? null : $"it gave {answers.Count} answers to {e.Count} images";
        var kept = Math.Min(ClassifierAnswers.Depth, e.Classes);
        for (var i = 0; i < e.Count; i++)
        {
            if (answers![i] is not { } answer)
            {
                yield return $"answers[{i}] is null";
                continue;
            }

            yield return answer.Top.Count == kept && answer.Top.Distinct().Count() == kept && answer.Top.All(k => k >= 0 && k < e.Classes)
                ? null
                : $"answers[{i}].top is not {kept} different classes of 0 to {e.Classes - 1}";
            yield return answer.Score is > 0 and <= 1 ? null : $"answers[{i}].score is {Number(answer.Score)} instead of a share above 0";
            yield return answer.LabelLogProbability is null or <= 0 ? null : $"answers[{i}].labelLogProbability is {Number(answer.LabelLogProbability.Value)}, the logarithm of no share";
            yield return IsDigest(answer.Logits) ? null : $"answers[{i}].logits is not 16 lower-case hex digits";
        }
    }

    private static IEnumerable<string?> Latency(RunnerLatency? given, RunnerExpectation e)
    {
        if (given is not { } latency)
        {
            yield return "it gave no latency";
            yield break;
        }

        var runs = latency.InferenceMs.Count;
        yield return runs is >= 1 and <= MaxRuns ? null : $"latency.inferenceMs has {runs} runs";
        yield return latency.EndToEndMs.Count == runs ? null : $"latency.endToEndMs has {latency.EndToEndMs.Count} runs, and inferenceMs {runs}";
        yield return latency.Images.Count == runs ? null : $"latency.images has {latency.Images.Count} runs, and inferenceMs {runs}";
        for (var i = 0; i < runs; i++)
        {
            yield return latency.InferenceMs[i] is > 0 and < double.PositiveInfinity and var inference && latency.EndToEndMs[i] >= inference && double.IsFinite(latency.EndToEndMs[i])
                ? null
                : $"run {i} took {Number(latency.InferenceMs[i])} ms of inference and {Number(latency.EndToEndMs[i])} ms in all";
            yield return latency.Images[i] >= 0 && latency.Images[i] < e.Count ? null : $"latency.images[{i}] is {latency.Images[i]} of {e.Count} images";
        }

        yield return latency.MonotonicSeconds > 0 && double.IsFinite(latency.MonotonicSeconds) && double.IsFinite(latency.WallSeconds)
            ? null
            : $"latency.monotonicSeconds is {Number(latency.MonotonicSeconds)} and wallSeconds {Number(latency.WallSeconds)}";
        var totalMs = latency.EndToEndMs.Sum();
        yield return totalMs <= (latency.MonotonicSeconds * 1000) + ClockSlackMs
            ? null
            : $"its runs add up to {Number(totalMs)} ms, more than the {Number(latency.MonotonicSeconds)} s that they took";
        yield return latency.SampledAnswers.Count >= 1 ? null : "latency.sampledAnswers is empty, so that nothing shows that the timed runs answered";
        foreach (var (i, sample) in latency.SampledAnswers.Index())
        {
            yield return sample is not null && sample.Image >= 0 && sample.Image < e.Count && IsDigest(sample.Logits)
                ? null
                : $"latency.sampledAnswers[{i}] is not an image with 16 lower-case hex digits";
        }

        foreach (var (i, pair) in (latency.Repetition ?? []).Index())
        {
            yield return i < MaxPairs && pair is { RepeatedMs: > 0 and < double.PositiveInfinity, DifferentMs: > 0 and < double.PositiveInfinity }
                ? null
                : $"latency.repetition[{i}] is not one of at most {MaxPairs} pairs of times";
        }

        yield return latency.FrequencyKhz is null or [> 0, > 0] ? null : "latency.frequencyKhz is not two frequencies";
        yield return latency.TemperatureMilliC is null or [_, _] ? null : "latency.temperatureMilliC is not two temperatures";
    }

    private static string? Time(string field, double value) => value >= 0 && double.IsFinite(value) ? null : $"{field} is {Number(value)} instead of a time";

    private static string? Text(string field, string value) =>
        value.Length is >= 1 and <= MaxTextLength && !value.Any(char.IsControl) ? null : $"{field} is not 1 to {MaxTextLength} printable characters";

    private static bool IsDigest(string value) => value is { Length: 16 } && value.All(char.IsAsciiHexDigitLower);

    private static string Digits(string sha256) => sha256.Length >= 16 && sha256.All(char.IsAsciiHexDigit) ? $"{sha256[..16]}..." : RunnerResultReader.Printable(sha256);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
