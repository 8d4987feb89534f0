using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Reporting;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Suspects;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Tells people what the gate decided and why, whether it passed or refused.</summary>
internal sealed class ReportStage : IStage
{
    private const int MostSuspects = 50;

    public string Name => StageNames.Report;

    public int Version => 1;

    public bool MayReadMeasured => true;

    public StagePlan Plan(RunSettings settings)
    {
        List<StageInput> inputs =
        [
            new(StageNames.Gate, Verdict.FileName),
            .. CandidateEvidence.Inputs(settings),
            new(StageNames.Validate, ValidateStage.AuditFile, IsOptional: true),
            TrainingPart.Input(settings),
            new(StageNames.Data, DataPreparation.TestFile),
            new(StageNames.Distill, Training.MetricsFile, IsOptional: true),
            .. PrecisionList.Inputs,
        ];
        if (Networks.NeedsTeacher(settings.Recipe.Distill))
            inputs.Add(new(StageNames.Teacher, Training.MetricsFile, IsOptional: true));
        if (GateStage.Undecided(() => ReleaseRegistry.Open(settings.ReleasesFolder).Current()) is not null)
            inputs.Add(new(StageNames.Baseline, BaselineEvidence.FileName));
        if (TeacherCaching.IsOn(settings))
            inputs.Add(new(StageNames.Cache, TeacherCaching.CacheFile));
        return new StagePlan(new { settings.Recipe.Name, settings.Recipe.Version, settings.Recipe.Student, settings.Recipe.Distill, settings.Recipe.Data.Kind }, inputs)
        {
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var verdict = Verdict.Load(context.Input(StageNames.Gate, Verdict.FileName));
        var evidence = CandidateEvidence.Load(context);
        using var test = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.TestFile), verify: false);
        using var train = TrainingPart.Open(context);
        var pictures = new PackedPictures(test);
        var report = new ReleaseReport
        {
            Verdict = verdict,
            Evidence = evidence,
            // A first release was decided without one, whatever has been released since.
            Baseline = verdict.FirstRelease ? null : BaselineEvidence.Load(context.Input(StageNames.Baseline, BaselineEvidence.FileName)),
            Trainings = [.. Trainings(context)],
            Layers = context.OptionalInput(StageNames.Validate, ValidateStage.AuditFile) is { } audit ? LayerAudit.Load(audit) : null,
            TestImages = pictures,
            Suspects = evidence.Teacher is { } teacher ? Suspects(context, evidence, teacher, test, train, pictures) : null,
            Provenance = [.. Provenance(context, train)],
        };
        ReportWriter.Write(report, context.OutputFolder);
        var sizeBytes = new FileInfo(context.Output(ReportWriter.HtmlFileName)).Length;
        return new StageProducts
        {
            Outputs = ReportWriter.FileNames.ToDictionary(name => name, _ => OutputKind.Measured),
            Summary = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", ReportWriter.FileNames)}, {sizeBytes:N0} bytes in one page"),
            Figures = new JsonObject { ["sizeBytes"] = sizeBytes, ["suspects"] = report.Suspects?.Count },
        };
    }

    private static IEnumerable<TrainingLog> Trainings(StageContext context)
    {
        if (Networks.NeedsTeacher(context.Settings.Recipe.Distill) && context.OptionalInput(StageNames.Teacher, Training.MetricsFile) is { } teacher)
            yield return TrainingLog.Load(teacher, "teacher");
        if (context.OptionalInput(StageNames.Distill, Training.MetricsFile) is { } student)
            yield return TrainingLog.Load(student, "student");
    }

    private static IReadOnlyList<ReportedImage> Suspects(
        StageContext context, ValidationEvidence evidence, TeacherEvidence teacher, IImageSet test, IImageSet train, PackedPictures testPictures)
    {
        var suspects = LabelSuspects.Of(LabelSuspects.TestPart, test, TeacherBeliefs.Of(evidence.Labels, teacher.Answers));
        if (TeacherCaching.IsOn(context.Settings))
        {
            using var cached = CachedTeacher.Open(context.Input(StageNames.Cache, TeacherCaching.CacheFile));
            suspects = LabelSuspects.Merge(suspects, LabelSuspects.Of(LabelSuspects.TrainingPart, train, TeacherBeliefs.Of(cached, train, context.Cancellation)));
        }

        var trainPictures = new PackedPictures(train);
        return [.. suspects.Take(MostSuspects).Select(suspect => new ReportedImage(
            suspect.Name, suspect.Label, suspect.Answer, suspect.Confidence,
            (suspect.Part == LabelSuspects.TestPart ? testPictures : trainPictures).PictureOf(suspect.Index)))];
    }

    private static IEnumerable<KeyValuePair<string, string>> Provenance(StageContext context, IImageSet train)
    {
        var recipe = context.Settings.Recipe;
        yield return new("student", string.Create(CultureInfo.InvariantCulture, $"{recipe.Student.Model}, width {recipe.Student.Width}"));
        yield return new("method", DistillerSettings.Describe(recipe.Distill));
        if (Networks.NeedsTeacher(recipe.Distill))
            yield return new("teacher", recipe.Teacher.Model ?? Path.GetFileName(recipe.Teacher.Onnx) ?? "");
        yield return new("training images", string.Create(CultureInfo.InvariantCulture, $"{train.Count:N0} of {recipe.Data.Kind}"));
        yield return new("training images, SHA-256", TrainingPart.Digest(context));
        foreach (var model in PrecisionList.Load(context).Precisions)
            yield return new($"{model.File}, SHA-256", context.DigestOf(model.Stage, model.File));
        yield return new("threads", context.Settings.Threads.ToString(CultureInfo.InvariantCulture));
        var numbers = DistillerSettings.DescribeNumbers(recipe.Distill.Train);
        yield return new("trained on", numbers.Length == 0 ? context.Settings.Device.Name : $"{context.Settings.Device.Name}, {numbers}");
    }
}
