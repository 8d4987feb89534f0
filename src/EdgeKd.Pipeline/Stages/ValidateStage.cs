using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures accuracy, latency and size of the shipped model. The only stage that reads the test set; it says so in
/// the store first, so that a use that is cut short counts too.</summary>
internal sealed class ValidateStage : IStage
{
    public const string PredictionsFile = "predictions.json";
    public const string LatencyFile = "latency.json";

    public string Name => StageNames.Validate;

    public int Version => 1;

    public bool MeasuresTime => true;

    public StagePlan Plan(RunSettings settings)
    {
        List<StageInput> inputs =
        [
            new(StageNames.Export, ExportStage.ModelFile),
            new(StageNames.Export, ExportStage.ParityFile),
            new(StageNames.Quantize, QuantizeStage.PrecisionsFile),
            new(StageNames.Data, DataPreparation.TestFile),
        ];
        if (Networks.NeedsTeacher(settings.Recipe.Distill))
            inputs.AddRange(TeacherFiles.Inputs(settings.Recipe));
        return new StagePlan(
            new { settings.Recipe.Name, settings.Recipe.Version, settings.Recipe.Profile, settings.Recipe.Validate, settings.Recipe.Data.Normalize },
            inputs)
        {
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        var uses = new TestSetUses(settings.ArtifactsFolder).Add(context.DigestOf(StageNames.Data, DataPreparation.TestFile), context.Cancellation);
        using var test = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.TestFile), verify: false);
        var modelPath = context.Input(StageNames.Export, ExportStage.ModelFile);

        var accuracy = MeasureAccuracy(context, modelPath, test);
        var teacherTop1 = MeasureTeacher(context, test);
        var latency = MeasureLatency(context, modelPath, test);

        var evidence = new ValidationEvidence
        {
            Name = settings.Recipe.Name,
            Version = settings.Recipe.Version,
            Profile = settings.Recipe.Profile,
            Precision = "fp32",
            Top1 = accuracy.Top1,
            Top5 = accuracy.Top5,
            Count = accuracy.Count,
            PerClassRecall = [.. accuracy.PerClassRecall.Select(c => new RecallEvidence(c.Name, c.Count, c.Recall))],
            Labels = accuracy.Labels,
            Predictions = accuracy.Predictions,
            Latency = new LatencyEvidence
            {
                P50Ms = latency.P50Ms,
                P90Ms = latency.P90Ms,
                P99Ms = latency.P99Ms,
                Runs = latency.Runs,
                Threads = latency.Threads,
                Cpu = CpuInfo.ModelName,
            },
            SizeBytes = new FileInfo(modelPath).Length,
            TeacherTop1 = teacherTop1,
            TestSetUses = uses,
            Parity = ReadParity(context.Input(StageNames.Export, ExportStage.ParityFile)),
            Versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["edgekd"] = PipelineVersions.EdgeKd,
                ["libtorch"] = PipelineVersions.LibTorchVersion,
                ["onnxRuntime"] = PipelineVersions.OnnxRuntimeVersion,
            },
            Seed = settings.StudentSeed,
        };
        evidence.Save(context.Output(ValidationEvidence.FileName));
        WritePredictions(context.Output(PredictionsFile), accuracy, teacherTop1);
        AtomicFile.WriteAllText(context.Output(LatencyFile), JsonSerializer.Serialize(latency, JsonText.Indented) + "\n");

        var teacher = teacherTop1 is { } t ? string.Create(CultureInfo.InvariantCulture, $" (teacher {t:P2})") : "";
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(PredictionsFile)
                .And(LatencyFile, OutputKind.Measured).And(ValidationEvidence.FileName, OutputKind.Measured),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"top-1 {accuracy.Top1:P2}{teacher} on {accuracy.Count:N0} test images, p90 {latency.P90Ms:F3} ms at batch 1 on {latency.Threads} thread(s), {evidence.SizeBytes:N0} bytes; use {uses} of this test set"),
            Figures = new JsonObject
            {
                ["top1"] = accuracy.Top1,
                ["top5"] = accuracy.Top5,
                ["teacherTop1"] = teacherTop1,
                ["count"] = accuracy.Count,
                ["p50Ms"] = latency.P50Ms,
                ["p90Ms"] = latency.P90Ms,
                ["p99Ms"] = latency.P99Ms,
                ["sizeBytes"] = evidence.SizeBytes,
                ["testSetUses"] = uses,
            },
        };
    }

    private static AccuracyResult MeasureAccuracy(StageContext context, string modelPath, PackedImages test)
    {
        // Batches are answered side by side, so each runs on one thread.
        using var model = OnnxClassifier.Open(modelPath, new RuntimeOptions { Threads = 1 });
        var progress = new Relay<int>(done => context.Report(0.5 * done / test.Count,
            string.Create(CultureInfo.InvariantCulture, $"accuracy: {done:N0} of {test.Count:N0} test images")));
        return AccuracyRunner.Run(model, test, context.Settings.Normalization, context.Settings.Threads, progress, context.Cancellation);
    }

    private static double? MeasureTeacher(StageContext context, PackedImages test)
    {
        if (!Networks.NeedsTeacher(context.Settings.Recipe.Distill))
            return null;
        context.Cancellation.ThrowIfCancellationRequested();
        context.Report(0.5, "accuracy of the teacher on the same images");
        torch.set_num_threads(context.Settings.Threads);
        using var teacher = Networks.OpenTeacher(context, [], Networks.ImageSize(context.Settings, test));
        return Evaluation.Evaluate(
            teacher, test, context.Settings.Normalization, Networks.ImageSize(context.Settings, test), context.Settings.Threads).Top1;
    }

    private static LatencyResult MeasureLatency(StageContext context, string modelPath, PackedImages test)
    {
        var section = context.Settings.Recipe.Validate;
        var options = LatencyOptionsOf(section, context.Settings.Recipe.Profile);
        context.Report(0.8, string.Create(CultureInfo.InvariantCulture,
            $"latency: at least {options.MinRuns:N0} runs and {options.MinSeconds:0.#} s on {section.Threads} thread(s)"));
        using var model = OnnxClassifier.Open(modelPath, new RuntimeOptions { Threads = section.Threads });
        var latency = LatencyRunner.Run(model, options, test, context.Settings.Normalization, cancellation: context.Cancellation);
        if (latency.Incomplete is { } why)
            context.Note(why);
        return latency;
    }

    /// <summary>The profile's counts, with the recipe's own where it names them; a release never measures less than its profile.</summary>
    internal static LatencyOptions LatencyOptionsOf(ValidateSection section, string profile)
    {
        var release = profile == Profiles.Release;
        var options = release ? LatencyOptions.Release : LatencyOptions.Quick;
        var minRuns = section.MinRuns ?? options.MinRuns;
        var minSeconds = section.MinSeconds ?? options.MinSeconds;
        if (release)
            (minRuns, minSeconds) = (Math.Max(minRuns, options.MinRuns), Math.Max(minSeconds, options.MinSeconds));
        return options with
        {
            WarmUpRuns = section.WarmUpRuns ?? options.WarmUpRuns,
            MinRuns = minRuns,
            MinSeconds = minSeconds,
            MaxSeconds = Math.Max(options.MaxSeconds, 10 * minSeconds),
        };
    }

    private static ParityEvidence ReadParity(string path)
    {
        var report = JsonNode.Parse(File.ReadAllText(path))!["validation"].Deserialize<ParityReport>(JsonText.Indented)!;
        return new ParityEvidence
        {
            Count = report.Count,
            MaxAbsoluteDifference = report.MaxAbsoluteDifference,
            MaxRelativeDifference = report.MaxRelativeDifference,
            Top1Agreement = report.Top1Agreement,
        };
    }

    private static void WritePredictions(string path, AccuracyResult accuracy, double? teacherTop1)
    {
        var predictions = new JsonObject
        {
            ["top1"] = accuracy.Top1,
            ["top5"] = accuracy.Top5,
            ["teacherTop1"] = teacherTop1,
            ["count"] = accuracy.Count,
            ["labels"] = JsonSerializer.SerializeToNode(accuracy.Labels),
            ["predictions"] = JsonSerializer.SerializeToNode(accuracy.Predictions),
        };
        AtomicFile.WriteAllText(path, predictions.ToJsonString() + "\n");
    }
}
