using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Runner;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Targets;

/// <summary>What this machine, and a target, answered to a handful of images of two classes.</summary>
internal static class TargetEvidenceSamples
{
    public static ValidationEvidence Local(IReadOnlyList<int> labels, IReadOnlyList<int> predictions) => new()
    {
        Name = "tiny",
        Version = "1.0.0",
        Profile = Profiles.Quick,
        TestSetSha256 = new string('a', 64),
        Count = labels.Count,
        Labels = labels,
        Models =
        [
            new()
            {
                Precision = Precisions.Float32,
                Top1 = (double)labels.Zip(predictions).Count(pair => pair.First == pair.Second) / labels.Count,
                Top5 = 1,
                PerClassRecall = [new("circle", 1, 1), new("square", 1, 1)],
                Answers = new AnswersEvidence
                {
                    Top = [.. predictions.SelectMany(prediction => new[] { prediction, 1 - prediction })],
                    Confidence = [.. predictions.Select(_ => 0.9f)],
                    LabelLogProbability = [.. predictions.Select(_ => -0.1f)],
                },
                Latency = new() { P50Ms = 1, P90Ms = 1, P99Ms = 1, Runs = 1, SamplesMs = [1f], Threads = 1, Cpu = "test" },
                SizeBytes = 1000,
            },
        ],
        TestSetUses = 1,
        Versions = new Dictionary<string, string>(),
        Seed = 1,
    };

    public static RunnerResult Accuracy(IReadOnlyList<int> predictions) => new()
    {
        Schema = 1,
        Mode = "accuracy",
        Runner = "0.1.0",
        Model = new RunnerModel("model.onnx", new string('b', 64), "fp32", null, null, "none"),
        Data = new RunnerData(new string('c', 64), predictions.Count),
        Runtime = new RunnerRuntime("1.30.0", 1, new RunnerProvider("cpu", new Dictionary<string, int>())),
        Device = new DeviceDescription { Arch = "aarch64", Cpu = "Cortex-A76", Cores = 1, Kernel = "6.1", Emulated = true },
        LoadMs = 1,
        FirstRunMs = 1,
        Answers = [.. predictions.Select(prediction => new RunnerAnswer([prediction, 1 - prediction], 0.9, -0.1, new string('0', 16)))],
    };
}
