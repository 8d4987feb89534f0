using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Measures accuracy, latency and size of the shipped model in each precision. The only stage that reads the test set; it says so in
/// the store first, so that a use that is cut short counts too.</summary>
internal sealed class ValidateStage : IStage
{
    public const string PredictionsFile = "predictions.json";
    public const string LatencyFile = "latency.json";

    /// <summary>The fusion audit of the INT8 model; only where there is one.</summary>
    public const string AuditFile = "audit.json";

    private const int AuditRuns = 30;

    public string Name => StageNames.Validate;

    public int Version => 4;

    public bool MeasuresTime => true;

    public StagePlan Plan(RunSettings settings)
    {
        List<StageInput> inputs =
        [
            .. PrecisionList.Inputs,
            new(StageNames.Export, ExportStage.ParityFile),
            new(StageNames.Extract, MergedRanges.FileName, IsOptional: true),
            new(StageNames.Data, DataPreparation.TestFile),
        ];
        if (Networks.NeedsTeacher(settings.Recipe.Distill))
            inputs.AddRange(TeacherFiles.Inputs(settings.Recipe));
        return new StagePlan(
            new { settings.Recipe.Name, settings.Recipe.Version, settings.Recipe.Profile, Validate = settings.Recipe.Validate with { Slices = null, Targets = [] }, settings.Recipe.Data.Normalize },
            inputs)
        {
            Outside = Networks.FileDigests("validate.slices", settings.Recipe.Validate.Slices),
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        var uses = new TestSetUses(settings.ArtifactsFolder).Add(context.DigestOf(StageNames.Data, DataPreparation.TestFile), context.Cancellation);
        using var test = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.TestFile), verify: false);
        // Before anything is measured: a wrong line is better known first.
        var slices = settings.Recipe.Validate.Slices is { } file ? SliceFile.Load(file, test) : new Dictionary<string, IReadOnlyList<int>>();
        var shipped = PrecisionList.Load(context).Precisions;

        var accuracies = shipped.Select((model, i) => MeasureAccuracy(context, model, test, 0.5 * i / shipped.Count, 0.5 / shipped.Count)).ToArray();
        var teacher = MeasureTeacher(context, test);
        var times = new ShippedLatency(context, test).Measure(shipped, accuracies);
        MeasuredModel[] models = [.. shipped.Select((model, i) => new MeasuredModel(
            model, accuracies[i], times[i].Latency, times[i].Throughput, new FileInfo(model.PathIn(context)).Length, Audit(context, model)))];

        PrecisionEvidence[] measured = [.. models.Select(model => model.Evidence(models[0]))];
        var evidence = Evidence(context, measured, accuracies[0], slices, teacher, uses);
        evidence.Save(context.Output(ValidationEvidence.FileName));
        WritePredictions(context.Output(PredictionsFile), models, teacher?.Top1);
        AtomicFile.WriteAllText(context.Output(LatencyFile),
            JsonSerializer.Serialize(models.ToDictionary(model => model.Precision, model => model.Latency), JsonText.Indented) + "\n");

        var outputs = Outputs.Deterministic(PredictionsFile)
            .And(LatencyFile, OutputKind.Measured).And(ValidationEvidence.FileName, OutputKind.Measured);
        if (models.Select(model => model.Audit).OfType<AuditReport>().FirstOrDefault() is { } audit)
        {
            AtomicFile.WriteAllText(context.Output(AuditFile), JsonSerializer.Serialize(audit, JsonText.Indented) + "\n");
            outputs.Add(AuditFile, OutputKind.Measured);
        }
        return new StageProducts
        {
            Outputs = outputs,
            Summary = ValidationSummary.Line(evidence),
            Figures = ValidationSummary.Figures(evidence),
        };
    }

    private static ValidationEvidence Evidence(
        StageContext context, IReadOnlyList<PrecisionEvidence> measured, AccuracyResult accuracy,
        IReadOnlyDictionary<string, IReadOnlyList<int>> slices, TeacherEvidence? teacher, int uses)
    {
        var settings = context.Settings;
        return new ValidationEvidence
        {
            Name = settings.Recipe.Name,
            Version = settings.Recipe.Version,
            Profile = settings.Recipe.Profile,
            TestSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.TestFile),
            Count = accuracy.Count,
            Labels = accuracy.Labels,
            Slices = slices,
            Models = measured,
            Teacher = teacher,
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
    }

    private static AuditReport? Audit(StageContext context, PrecisionEntry shipped)
    {
        if (shipped.Precision != Release.Precisions.Int8)
            return null;
        context.Report(0.95, $"fusion audit of {shipped.Precision}");
        var threads = context.Settings.Recipe.Validate.Threads;
        var options = new AuditOptions
        {
            Runs = AuditRuns,
            Threads = threads,
            Merged = context.OptionalInput(StageNames.Extract, MergedRanges.FileName) is { } branches ? MergedRanges.Load(branches) : [],
        };
        var audit = ModelAudit.Run(shipped.PathIn(context), options, context.Cancellation);
        if (audit.Islands.Count > 0)
        {
            context.Note(string.Create(CultureInfo.InvariantCulture,
                $"ONNX Runtime runs {audit.Islands.Count} groups of nodes of the {shipped.Precision} model in float, {audit.FloatShare:P0} of its time; {AuditFile} says which and why"));
        }
        return audit;
    }

    private static AccuracyResult MeasureAccuracy(StageContext context, PrecisionEntry shipped, PackedImages test, double from, double share)
    {
        // Batches are answered side by side, so each runs on one thread.
        using var model = OnnxClassifier.Open(shipped.PathIn(context), new RuntimeOptions { Threads = 1 });
        var progress = new Relay<int>(done => context.Report(from + (share * done / test.Count),
            string.Create(CultureInfo.InvariantCulture, $"accuracy of {shipped.Precision}: {done:N0} of {test.Count:N0} test images")));
        return AccuracyRunner.Run(model, test, context.Settings.Normalization, context.Settings.Threads, progress, context.Cancellation);
    }

    private static TeacherEvidence? MeasureTeacher(StageContext context, PackedImages test)
    {
        if (!Networks.NeedsTeacher(context.Settings.Recipe.Distill))
            return null;
        context.Cancellation.ThrowIfCancellationRequested();
        context.Report(0.5, "accuracy of the teacher on the same images");
        torch.set_num_threads(context.Settings.Threads);
        using var teacher = Networks.OpenTeacher(context, [], Networks.ImageSize(context.Settings, test));
        var result = Evaluation.Evaluate(
            teacher, test, context.Settings.Normalization, Networks.ImageSize(context.Settings, test), context.Settings.Threads, keepLogits: true);
        int[] labels = [.. Enumerable.Range(0, test.Count).Select(test.LabelOf)];
        return new TeacherEvidence { Top1 = result.Top1, Answers = ModelAnswers.Evidence(result.Logits, labels, test.ClassNames.Count) };
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

    private static void WritePredictions(string path, IReadOnlyList<MeasuredModel> models, double? teacherTop1)
    {
        var accuracy = models[0].Accuracy;
        var predictions = new JsonObject
        {
            ["teacherTop1"] = teacherTop1,
            ["count"] = accuracy.Count,
            ["labels"] = JsonSerializer.SerializeToNode(accuracy.Labels),
        };
        foreach (var model in models)
        {
            predictions[model.Precision] = new JsonObject
            {
                ["top1"] = model.Accuracy.Top1,
                ["top5"] = model.Accuracy.Top5,
                ["predictions"] = JsonSerializer.SerializeToNode(model.Accuracy.Predictions),
            };
        }
        AtomicFile.WriteAllText(path, predictions.ToJsonString() + "\n");
    }
}
