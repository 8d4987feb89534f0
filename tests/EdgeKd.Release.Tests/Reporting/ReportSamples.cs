namespace EdgeKd.Release.Tests.Reporting;

/// <summary>A refused release of ten classes with everything that a report can show, and with names that would like to be markup.</summary>
internal static class ReportSamples
{
    public const string HostileClass = "<img src=x onerror=\"window.pwned=1\">";
    private const int Images = 600;

    // 1×1 pixel.
    public static readonly Picture Dot = new(
        "image/png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="), 1, 1);

    private static readonly string[] Classes = ["aeroplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", HostileClass];

    public static ReleaseReport Refused()
    {
        var random = new Random(5);
        int[] labels = [.. Enumerable.Range(0, Images).Select(i => i % Classes.Length)];
        var released = Answers(random, labels, 0.90);
        var floatModel = Model(Precisions.Float32, labels, Answers(random, labels, 0.91), 1.9, 8_900_000, random);
        var int8 = Model(Precisions.Int8, labels, Answers(random, labels, 0.86), 0.8, 2_400_000, random) with
        {
            Steps = ["calibration: entropy", "bias correction"],
            FloatIslands = 1,
        };
        int8 = int8 with { AgainstFloat = PairedEvidence.Of(labels, floatModel.Answers.Predictions, int8.Answers.Predictions) };
        var teacher = Answers(random, labels, 0.94);
        return new ReleaseReport
        {
            Verdict = Verdict(),
            Evidence = Samples.Evidence() with
            {
                Count = Images,
                Labels = labels,
                Models = [floatModel, int8],
                Teacher = new() { Top1 = Share(labels, teacher), Answers = teacher },
                Version = "1.3.0",
                Targets = Targets(labels, int8),
            },
            Baseline = new()
            {
                Version = "1.2.0",
                TestSetSha256 = new string('a', 64),
                AskedAgain = true,
                Models =
                [
                    new()
                    {
                        Precision = Precisions.Float32, Answers = released, SizeBytes = 9_100_000,
                        Blocks = [new() { Target = BundleTarget.Local, Candidate = Blocks(random, 1.9), Baseline = Blocks(random, 1.7) }],
                    },
                ],
            },
            Trainings = [Training("teacher", 40, random, null), Training("student", 25, random, 2)],
            Layers = Audit(random),
            TestImages = new Dots(),
            Suspects = [.. Enumerable.Range(0, 7).Select(i => new ReportedImage($"train/{i:0000}.png", Classes[9], Classes[i], 0.99 - (0.01 * i), Dot))],
            Provenance = [new("recipe, SHA-256", new string('b', 64)), new("student", "mobilenetv2, width 0.5")],
        };
    }

    /// <summary>One target that answers half of the images nearly as this machine does, and one that could not be asked.</summary>
    private static TargetEvidence[] Targets(int[] labels, PrecisionEvidence here)
    {
        int[] answers = [.. here.Answers.Predictions.Take(Images / 2)];
        answers[7] = (answers[7] + 1) % Classes.Length;
        return
        [
            new()
            {
                Name = "arm", Kind = "qemu-arm64", IsEmulated = true, Arch = "aarch64", Cpu = HostileClass, OnnxRuntime = "1.30.0",
                Models =
                [
                    new()
                    {
                        Precision = here.Precision, Count = answers.Length, Predictions = answers,
                        Top1 = labels.Zip(answers).Average(pair => pair.First == pair.Second ? 1.0 : 0), AgreementWithLocal = (answers.Length - 1.0) / answers.Length,
                        MaxAbsoluteDifference = 0.25, FirstDifferentImage = 7, Instructions = 12_345_678, Doubt = "a doubt",
                    },
                ],
            },
            new() { Name = "phone", Kind = "android", IsEmulated = false, Failure = "not validated on Android: adb: no devices found" },
        ];
    }

    /// <summary>A first release with one precision and nothing else: the least that a report is made of.</summary>
    public static ReleaseReport Least() => new()
    {
        Verdict = new() { Name = "shapes", Version = "1.0.0", Outcome = VerdictOutcome.Pass, FirstRelease = true, Profile = Profiles.Quick, Rules = [] },
        Evidence = Samples.Evidence(profile: Profiles.Quick) with { Teacher = null },
    };

    public static Verdict Verdict() => new()
    {
        Name = "shapes",
        Version = "1.3.0",
        Outcome = VerdictOutcome.Fail,
        FirstRelease = false,
        BaselineVersion = "1.2.0",
        Profile = Profiles.Release,
        NewPrecisions = [Precisions.Int8],
        PolicySha256 = new string('c', 64),
        Causes =
        [
            new("class-regression:cat", "Recall of cat fell from 91.7 % to 76.7 %, which chance would do once in 1,400 times.", "Look at the flipped images of cat; add images like them to the training set."),
            new("latency:local,Conv_12", "The median grew by 0.21 ms, 80 % of it in Conv_12.", "Compare the layer times with those of 1.2.0."),
        ],
        Rules =
        [
            Rule(GateMetrics.Top1, RuleOutcome.Pass, 1.2, -0.5, 0.1, 2.3) with { Against = "released", Precision = "fp32" },
            Rule(GateMetrics.Recall, RuleOutcome.Fail, -15, -5, -22, -8) with { Against = "released", Precision = "fp32", Class = "cat", Remedy = "Add images of cat, or train longer." },
            Rule(GateMetrics.Recall, RuleOutcome.Warn, -6, -5, -11, 0.4) with { Against = "released", Precision = "fp32", Class = HostileClass, Waiver = "ana until 2026-12-31: new camera", Remedy = "Add images." },
            Rule(GateMetrics.Top1, RuleOutcome.Inconclusive, -0.4, -0.5, -1.1, 0.3) with { Against = "float", Precision = "int8", Needed = 8200, Remedy = "Measure on more images." },
            Rule(GateMetrics.LatencyP90Ms, RuleOutcome.Fail, 2.31, 2, 2.2, 2.4) with { Unit = "ms", MoreIsBetter = false, Precision = "fp32", Target = "local", Remedy = "Make the model narrower." },
            Rule(GateMetrics.MacroF1, RuleOutcome.Pass, 0.9, 0.88) with { Unit = "share", Precision = "fp32" },
            Rule(GateMetrics.SizeBytes, RuleOutcome.Pass, 8_900_000, 10_000_000) with { Unit = "bytes", MoreIsBetter = false, Precision = "fp32" },
            Rule(GateMetrics.PeakMemoryBytes, RuleOutcome.Pass, null, 0) with { Unit = "bytes", MoreIsBetter = false, Message = "passed over: memory was not measured" },
            .. Classes.Take(6).Select(name => Rule(GateMetrics.Recall, RuleOutcome.Pass, 0.5, -5, -3, 4) with { Against = "released", Precision = "fp32", Class = name }),
        ],
    };

    public static RuleResult Rule(string metric, RuleOutcome outcome, double? measured, double limit, double? lower = null, double? upper = null) => new()
    {
        Metric = metric, Outcome = outcome, Measured = measured, Limit = limit, Lower = lower, Upper = upper, Confidence = 0.95,
        MoreIsBetter = true, Unit = "points", Message = $"the measured {metric} against its limit, on 600 images",
    };

    private static AnswersEvidence Answers(Random random, int[] labels, double accuracy)
    {
        List<int> top = [];
        List<float> confidence = [], label = [];
        foreach (var own in labels)
        {
            var isRight = random.NextDouble() < accuracy;
            var sure = isRight ? 0.55f + (0.44f * random.NextSingle()) : 0.4f + (0.5f * random.NextSingle());
            var first = isRight ? own : (own + 1 + random.Next(Classes.Length - 1)) % Classes.Length;
            top.AddRange([first, .. Enumerable.Range(0, Classes.Length).Where(k => k != first).OrderByDescending(k => k == own).Take(AnswersEvidence.Depth - 1)]);
            confidence.Add(sure);
            label.Add(MathF.Log(isRight ? sure : (1 - sure) / 2));
        }

        return new() { Top = top, Confidence = confidence, LabelLogProbability = label };
    }

    private static double Share(int[] labels, AnswersEvidence answers) => labels.Zip(answers.Predictions).Average(pair => pair.First == pair.Second ? 1.0 : 0);

    private static PrecisionEvidence Model(string precision, int[] labels, AnswersEvidence answers, double medianMs, long sizeBytes, Random random)
    {
        float[] samples = [.. Enumerable.Range(0, 1024).Select(_ => (float)(medianMs * (0.95 + (0.1 * random.NextDouble()) - (0.1 * Math.Log(1 - random.NextDouble())))))];
        float[] sorted = [.. samples.Order()];
        var matrix = ConfusionMatrix.Of(labels, answers.Predictions, Classes.Length);
        return new()
        {
            Precision = precision,
            Top1 = Share(labels, answers),
            Top5 = 1,
            PerClassRecall = [.. Classes.Select((name, k) => new RecallEvidence(name, matrix.Count(k), (double)matrix[k, k] / matrix.Count(k)))],
            Answers = answers,
            Latency = new() { P50Ms = sorted[512], P90Ms = sorted[922], P99Ms = sorted[1014], Runs = 1024, SamplesMs = samples, Threads = 1, Cpu = "Cortex-A76 <rev 1>" },
            SizeBytes = sizeBytes,
        };
    }

    private static BlockEvidence[] Blocks(Random random, double medianMs) =>
        [.. Enumerable.Range(0, 20).Select(_ => medianMs * (0.97 + (0.06 * random.NextDouble()))).Select(median => new BlockEvidence(64, median, 1.2 * median, 24_000_000))];

    private static TrainingLog Training(string name, int epochs, Random random, double? distillation) => new(name,
    [
        .. Enumerable.Range(1, epochs).Select(epoch => new TrainingEpoch
        {
            Epoch = epoch,
            TaskLoss = (2 * Math.Exp(-epoch / 8.0)) + 0.1,
            DistillationLoss = distillation * Math.Exp(-epoch / 6.0),
            TrainTop1 = 1 - (0.7 * Math.Exp(-epoch / 6.0)),
            ValidationLoss = (1.8 * Math.Exp(-epoch / 8.0)) + 0.3 + (0.05 * random.NextDouble()),
            ValidationTop1 = 0.92 - (0.6 * Math.Exp(-epoch / 6.0)),
            Best = epoch >= epochs - 2,
        }),
    ]);

    private static LayerAudit Audit(Random random)
    {
        double[] times = [.. Enumerable.Range(0, 30).Select(_ => 0.01 + (0.05 * random.NextDouble()))];
        return new()
        {
            Cpu = "Cortex-A76", Runs = 30, InferenceMs = 1.02, QuantizedNodes = 28, FloatNodes = 2, UnfusedConversions = 1, FloatShare = 0.07,
            Nodes = [.. times.Select((time, i) => new LayerTime
            {
                Name = $"/features/{i}/conv", Operator = i == 7 ? "HardSwish" : "Conv", State = i == 7 ? "island" : "quantized", TimeMs = time, Share = time / times.Sum(),
                Rule = i == 7 ? "operator-not-supported" : null, Reason = i == 7 ? "ONNX Runtime has no integer HardSwish" : null, Remedy = i == 7 ? "use ReLU" : null,
            })],
        };
    }

    private sealed class Dots : IReportImages
    {
        public string NameOf(int index) => $"test/{Classes[index % Classes.Length]}/{index:0000}.png";

        public Picture PictureOf(int index) => Dot;
    }
}
