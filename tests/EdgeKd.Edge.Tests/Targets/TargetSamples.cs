using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets;

/// <summary>A model, its images, and the result that a sound runner gives of both.</summary>
internal sealed class TargetSamples : IDisposable
{
    public const int Count = 24;
    public const int Classes = 7;
    private const int Side = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public TargetSamples()
    {
        var model = new TestModel { Height = 4, Width = 4, Classes = Classes, Batch = 1 };
        model.Metadata[MetadataKeys.Mean] = "[0.5,0.4,0.3]";
        model.Metadata[MetadataKeys.StandardDeviation] = "[0.25,0.2,0.3]";
        model.Metadata[MetadataKeys.Labels] = JsonSerializer.Serialize(Enumerable.Range(0, Classes).Select(k => $"class-{k}"));
        ModelPath = model.Save(Folder);
        DataPath = Path.Combine(Folder.Path, "test.images");
        using var images = new MemoryImages(Count, Side, Side, Classes);
        PackedImages.Write(images, DataPath);
        using var opened = OnnxClassifier.Open(ModelPath);
        Local = AccuracyRunner.Run(opened, images, opened.Normalization, keepLogits: true);
    }

    public TemporaryFolder Folder { get; } = new();

    public string ModelPath { get; }

    public string DataPath { get; }

    /// <summary>What this machine answers.</summary>
    public AccuracyResult Local { get; }

    public float[] Logits => Local.Logits!;

    public string LogFolder => Path.Combine(Folder.Path, "logs");

    public TargetJob Job(TargetMode mode = TargetMode.Accuracy) => new()
    {
        Mode = mode,
        ModelPath = ModelPath,
        Precision = "fp32",
        DataPath = DataPath,
        KeepLogits = mode == TargetMode.Accuracy,
        Latency = new LatencyOptions { WarmUpRuns = 1, MinRuns = 16, MinSeconds = 0, MaxSeconds = 10 },
        LogFolder = LogFolder,
        TimeLimit = TimeSpan.FromSeconds(60),
    };

    /// <summary>The result of an accuracy run that gives these logits.</summary>
    public RunnerResult Accuracy(float[]? logits = null)
    {
        logits ??= Logits;
        var answers = new ClassifierAnswers(Count, Classes);
        for (var i = 0; i < Count; i++)
            answers.Set(i, logits.AsSpan(i * Classes, Classes), Local.Labels[i]);
        return Result("accuracy") with
        {
            Answers = [.. Enumerable.Range(0, Count).Select(i => new RunnerAnswer(
                answers.Top[(i * answers.PerImage)..((i + 1) * answers.PerImage)], answers.Confidence[i], answers.LabelLogProbability[i],
                RunnerLogits.DigestOf(logits.AsSpan(i * Classes, Classes))))],
        };
    }

    /// <summary>The result of a latency run.</summary>
    /// <param name="runs">Runs.</param>
    /// <param name="inferenceMs">The time of each.</param>
    public RunnerResult Latency(int runs = 16, Func<int, double>? inferenceMs = null)
    {
        inferenceMs ??= i => 1 + (0.01 * (i % 3));
        int[] images = [.. Enumerable.Range(0, runs).Select(i => i % Count)];
        double[] times = [.. Enumerable.Range(0, runs).Select(inferenceMs)];
        var seconds = (times.Sum() / 1000) + (0.0002 * runs);
        return Result("latency") with
        {
            Latency = new RunnerLatency
            {
                InferenceMs = times,
                EndToEndMs = [.. times.Select(time => time + 0.1)],
                WallSeconds = seconds,
                MonotonicSeconds = seconds,
                Images = images,
                SampledAnswers = [.. images.Take(8).Select(i => new RunnerSampledAnswer(i, RunnerLogits.DigestOf(Logits.AsSpan(i * Classes, Classes))))],
            },
        };
    }

    public static byte[] ToJson(RunnerResult result) => JsonSerializer.SerializeToUtf8Bytes(result, Json);

    public static byte[] Bytes(float[] logits) => MemoryMarshal.AsBytes(logits.AsSpan()).ToArray();

    public void Dispose() => Folder.Dispose();

    private RunnerResult Result(string mode) => new()
    {
        Schema = 1,
        Mode = mode,
        Runner = "0.1.0",
        Model = new RunnerModel("model.onnx", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ModelPath))), null, null, null, "none"),
        Data = new RunnerData(DataDigest(), Count),
        Runtime = new RunnerRuntime("1.30.0", 1, new RunnerProvider("cpu", new Dictionary<string, int> { ["CPUExecutionProvider"] = 2 })),
        Device = new DeviceDescription { Arch = "x86_64", Cpu = "a processor", Cores = 2, Kernel = "6.1", Emulated = false },
        LoadMs = 3,
        FirstRunMs = 2,
        PeakMemoryBytes = 20_000_000,
    };

    private string DataDigest()
    {
        using var images = PackedImages.Open(DataPath);
        return images.Sha256;
    }
}
