namespace EdgeKd.Release.Tests;

/// <summary>A sound model release to break in tests, one thing at a time.</summary>
internal static class Samples
{
    public static ValidationEvidence Evidence(int right = 900, int count = 1000, string profile = Profiles.Release, int runs = 2000, string version = "1.0.0") => new()
    {
        Name = "shapes",
        Version = version,
        Profile = profile,
        TestSetSha256 = new string('a', 64),
        Count = count,
        Labels = [.. Enumerable.Repeat(0, count)],
        Models =
        [
            new()
            {
                Precision = Precisions.Float32,
                Top1 = (double)right / count,
                Top5 = 1,
                PerClassRecall = [new("circle", count, (double)right / count), new("square", 0, null)],
                Answers = Answers([.. Enumerable.Range(0, count).Select(i => i < right ? 0 : 1)]),
                Latency = Latency(1, 1.5, 2, runs),
                SizeBytes = 1000,
            },
        ],
        Teacher = Teacher(0.95, count),
        TestSetUses = 1,
        Parity = new() { Count = 64, MaxAbsoluteDifference = 1e-5, MaxRelativeDifference = 1e-6, Top1Agreement = 1 },
        Versions = new Dictionary<string, string> { ["onnxRuntime"] = "1.29.0" },
        Seed = 1,
    };

    /// <summary>A teacher that is right on the first images.</summary>
    public static TeacherEvidence Teacher(double top1, int count = 1000)
    {
        var right = (int)Math.Round(top1 * count);
        return new() { Top1 = (double)right / count, Answers = Answers([.. Enumerable.Range(0, count).Select(i => i < right ? 0 : 1)]) };
    }

    /// <summary>A latency with these percentiles.</summary>
    public static LatencyEvidence Latency(double p50Ms, double p90Ms, double p99Ms, int runs) => new()
    {
        P50Ms = p50Ms,
        P90Ms = p90Ms,
        P99Ms = p99Ms,
        Runs = runs,
        SamplesMs = [.. Enumerable.Range(0, runs).Select(i => (float)(i >= (int)(runs * 0.99m) ? p99Ms : i >= (int)(runs * 0.9m) ? p90Ms : p50Ms))],
        Threads = 1,
        Cpu = "test",
    };

    /// <summary>Answers of a classifier of two classes that is 90 % sure of each, to images that are all of class 0.</summary>
    public static AnswersEvidence Answers(IReadOnlyList<int> predictions) => new()
    {
        Top = [.. predictions.SelectMany(prediction => new[] { prediction, 1 - prediction })],
        Confidence = [.. predictions.Select(_ => 0.9f)],
        LabelLogProbability = [.. predictions.Select(prediction => MathF.Log(prediction == 0 ? 0.9f : 0.1f))],
    };

    /// <summary>The same with another float model.</summary>
    public static ValidationEvidence With(this ValidationEvidence evidence, Func<PrecisionEvidence, PrecisionEvidence> change) =>
        evidence with { Models = [change(evidence.FloatModel), .. evidence.Models.Skip(1)] };

    /// <summary>A release in both precisions: of the first images the float model answers 900 of 1000 right; INT8 errs on the last
    /// <paramref name="lost"/> of them and is right on the first <paramref name="won"/> of the others.</summary>
    public static ValidationEvidence TwoPrecisions(int lost = 5, int won = 2, double int8P90Ms = 0.8, string profile = Profiles.Release)
    {
        var evidence = Evidence(profile: profile);
        int[] predictions = [.. Enumerable.Range(0, 1000).Select(i => i < 900 - lost || (i >= 900 && i < 900 + won) ? 0 : 1)];
        var top1 = (900 - lost + won) / 1000.0;
        return evidence with
        {
            Models =
            [
                evidence.FloatModel,
                new()
                {
                    Precision = Precisions.Int8,
                    Top1 = top1,
                    Top5 = 1,
                    PerClassRecall = [new("circle", 1000, top1), new("square", 0, null)],
                    Answers = Answers(predictions),
                    Latency = Latency(0.5, int8P90Ms, 3, evidence.FloatModel.Latency.Runs),
                    SizeBytes = 300,
                    Steps = ["calibration: entropy", "bias correction"],
                    AgainstFloat = PairedEvidence.Of(evidence.Labels, evidence.FloatModel.Answers.Predictions, predictions),
                },
            ],
        };
    }

    /// <summary>A policy of some rules.</summary>
    public static GatePolicy Policy(params PolicyRule[] rules) => new() { Rules = rules };

    /// <summary>A policy that every model keeps.</summary>
    public static GatePolicy Lenient => Policy(new PolicyRule { Metric = GateMetrics.Top1, AtLeast = 0 });

    /// <summary>The gate's decision about a candidate.</summary>
    public static Verdict Decide(GatePolicy policy, ValidationEvidence candidate, ReleasedBaseline? baseline = null) =>
        ReleaseGate.Decide(new GateCase { Policy = policy, Candidate = candidate, Baseline = baseline });

    /// <summary>What was released with that evidence.</summary>
    public static ReleasedBaseline Baseline(ValidationEvidence evidence, GatePolicy? policy = null) =>
        new(Manifest(evidence.Profile), evidence, Decide(policy ?? Lenient, evidence));

    /// <summary>A model of some classes with the answers named, each 90 % sure.</summary>
    public static ValidationEvidence Classifier(int[] labels, int classes, int[] predictions, int[]? int8 = null, string version = "1.0.0", string profile = Profiles.Release)
    {
        var evidence = Evidence(count: labels.Length, version: version, profile: profile);
        PrecisionEvidence Model(string precision, int[] answers)
        {
            var top1 = (double)labels.Zip(answers).Count(pair => pair.First == pair.Second) / labels.Length;
            return evidence.FloatModel with
            {
                Precision = precision,
                Top1 = top1,
                PerClassRecall = [.. Enumerable.Range(0, classes).Select(k => new RecallEvidence($"class{k}", labels.Count(label => label == k)))],
                Answers = Answers(labels, answers, classes),
                AgainstFloat = precision == Precisions.Float32 ? null : PairedEvidence.Of(labels, predictions, answers),
            };
        }

        var teacher = Answers(labels, labels, classes);
        return evidence with
        {
            Labels = labels,
            Teacher = new() { Top1 = 1, Answers = teacher },
            Models = int8 is null ? [Model(Precisions.Float32, predictions)] : [Model(Precisions.Float32, predictions), Model(Precisions.Int8, int8)],
        };
    }

    /// <summary>Answers of a classifier, the other classes following the answer in their order.</summary>
    public static AnswersEvidence Answers(int[] labels, int[] predictions, int classes, float confidence = 0.9f) => new()
    {
        Top = [.. predictions.SelectMany(prediction => Enumerable.Range(0, Math.Min(AnswersEvidence.Depth, classes)).Select(place => (prediction + place) % classes))],
        Confidence = [.. predictions.Select(_ => confidence)],
        LabelLogProbability = [.. labels.Zip(predictions, (label, prediction) => MathF.Log(label == prediction ? confidence : (1 - confidence) / Math.Max(1, classes - 1)))],
    };

    public static BundleManifest Manifest(string profile = Profiles.Release) => new()
    {
        Name = "shapes",
        Version = "1.0.0",
        Profile = profile,
        Input = new()
        {
            Name = "input", Layout = "NCHW", Color = "RGB", Height = 32, Width = 32,
            Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25], Range = [0, 1], Resize = "shorter side, then centre crop",
        },
        Output = new() { Name = "logits" },
        Labels = ["circle", "square"],
        Models = [new(Precisions.Float32, "model.fp32.onnx")],
        Targets = [new(BundleTarget.Local, "model.fp32.onnx", "p90 1.500 ms, the only model")],
        Files = [new("model.fp32.onnx", 7, new string('0', 64))],
    };

    public static BundleManifest TwoModels(string profile = Profiles.Release) => Manifest(profile) with
    {
        Models = [new(Precisions.Float32, "model.fp32.onnx"), new(Precisions.Int8, "model.int8.onnx")],
        Targets = [new(BundleTarget.Local, "model.int8.onnx", "p90 0.800 ms against 1.500 ms of fp32")],
        Files = [new("model.fp32.onnx", 7, new string('0', 64)), new("model.int8.onnx", 7, new string('1', 64))],
    };

    /// <summary>Packs a whole release in a folder and returns the bundle's path.</summary>
    public static string Bundle(string folder, ValidationEvidence? evidence = null, Verdict? verdict = null, BundleManifest? manifest = null, string model = "weights")
    {
        evidence ??= Evidence();
        verdict ??= Decide(Lenient, evidence);
        var parts = Path.Combine(folder, "parts");
        Directory.CreateDirectory(parts);
        evidence.Save(Path.Combine(parts, ValidationEvidence.FileName));
        verdict.Save(Path.Combine(parts, Verdict.FileName));
        manifest ??= Manifest(evidence.Profile);
        foreach (var file in manifest.Models)
            File.WriteAllText(Path.Combine(parts, file.File), model);
        var zip = Path.Combine(folder, "shapes-1.0.0.zip");
        BundleWriter.Write(zip, manifest, Directory.EnumerateFiles(parts).ToDictionary(file => Path.GetFileName(file)));
        return zip;
    }
}
