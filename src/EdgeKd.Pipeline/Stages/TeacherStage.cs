using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Pipeline.Teachers.Checking;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Trains the teacher on the labels, or loads it from a file; then checks that it knows the validation images.</summary>
internal sealed class TeacherStage : IStage
{
    public string Name => StageNames.Teacher;

    public int Version => 3;

    public bool Trains => true;

    public StagePlan Plan(RunSettings settings)
    {
        var teacher = settings.Recipe.Teacher;
        return new StagePlan(
            new
            {
                Teacher = WithoutPaths(teacher) with { Others = teacher.Others is { } others ? [.. others.Select(WithoutPaths)] : null },
                Data = Training.DataSettings(settings),
                settings.Recipe.Seed,
            },
            Training.LabelledInputs(settings))
        {
            Outside = Files(settings.Recipe),
            Seed = settings.Recipe.Seed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        torch.set_num_threads(settings.Threads);
        List<SettledTeacher> settled = [];
        var outputs = new Dictionary<string, OutputKind>();
        JsonObject figures = [];
        foreach (var (index, (key, section, weight)) in TeacherFiles.Sections(settings.Recipe).Index())
        {
            var one = TeacherOpening.Settle(key, section, validation.ClassNames, Networks.ImageSize(settings, validation), settings.Normalization)
                with { File = TeacherFiles.FileOf(section, index), Weight = weight };
            var reached = section.IsLoaded ? Load(context, key, section, one, validation) : Train(context, section, one, validation);
            if (index == 0)
                figures = reached;
            settled.Add(one);
            outputs.Add(one.File, OutputKind.Deterministic);
        }
        TeacherFiles.Save(context.Output(TeacherFiles.SettledFile), settled);
        outputs.Add(TeacherFiles.SettledFile, OutputKind.Deterministic);
        if (settled.Count > 1)
            EvaluateTogether(context, settled, validation, figures);
        var macs = figures["macs"] is { } number ? string.Create(CultureInfo.InvariantCulture, $", {(long)number / 1e6:N1} M multiply-adds") : "";
        return new StageProducts
        {
            Outputs = Training.Record(context, figures).Concat(outputs).ToDictionary(),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{settings.Recipe.Teacher.Model ?? settings.Recipe.Teacher.DisplayName}: top-1 {(double)figures["validationTop1"]!:P2} on validation, {(long)figures["parameters"]!:N0} parameters{macs}"),
            Figures = figures,
        };
    }

    /// <summary>Settings that do not name where files lie, whose digests stand for them, nor what changes no weight.</summary>
    private static T WithoutPaths<T>(T teacher) where T : TeacherSourceSection => teacher with
    {
        Checkpoint = null,
        Onnx = null,
        License = null,
        Labels = teacher.LabelsFile is null ? teacher.Labels : null,
    };

    private static Dictionary<string, string> Files(Recipe recipe) => TeacherFiles.Sections(recipe)
        .SelectMany(teacher => new[]
        {
            Networks.FileDigests($"{teacher.Key}.checkpoint", teacher.Section.Checkpoint),
            Networks.FileDigests($"{teacher.Key}.onnx", teacher.Section.Onnx),
            Networks.FileDigests($"{teacher.Key}.labels", teacher.Section.LabelsFile),
        })
        .SelectMany(digests => digests)
        .ToDictionary();

    /// <summary>What teaches is the mean of all, so its accuracy is the stage's figure; that of the first stands beside it.</summary>
    private static void EvaluateTogether(StageContext context, IReadOnlyList<SettledTeacher> settled, IImageSet validation, JsonObject figures)
    {
        var settings = context.Settings;
        var size = Networks.ImageSize(settings, validation);
        using var together = TeacherOpening.OpenTogether(settings, settled, context.Output, [], size);
        var result = Evaluation.Evaluate(together, validation, settings.Normalization, size, settings.Threads);
        figures["firstValidationTop1"] = (double)figures["validationTop1"]!;
        figures["validationTop1"] = result.Top1;
    }

    private static JsonObject Train(StageContext context, TeacherSourceSection section, SettledTeacher settled, IImageSet validation)
    {
        var settings = context.Settings;
        using var network = Networks.NewTeacher(section, settled.Logits, RunSettings.DeriveSeed(settings.Recipe.Seed, "teacher"));
        network.to(settings.Device.Torch);
        var train = settings.Recipe.Teacher.Train;
        using var distiller = new StudentDistiller(
            network,
            new LabelObjective(new TaskLoss(train.LabelSmoothing, TrainingClasses.Of(context).Weights(train))),
            precision: DistillerSettings.Precision(train));
        var result = Training.Run(context, StageNames.Teacher, train, distiller, RunSettings.DeriveSeed(settings.Recipe.Seed, "teacher training"));
        if (TeacherCheck.Complaint($"the teacher {section.Model}, trained here,", result.ValidationTop1, section.ExpectedTop1, validation) is { } complaint)
            Refuse(context, section, $"{complaint.Text}: train it longer (teacher.train.epochs), or with another teacher.train.learningRate; teacher.check: note goes on with it as it is.");
        Checkpoint.Save(network, context.Output(settled.File));
        return AddCost(Training.Figures(result), network, settled);
    }

    private static JsonObject Load(StageContext context, string key, TeacherSourceSection section, SettledTeacher settled, IImageSet validation)
    {
        var settings = context.Settings;
        var size = Networks.ImageSize(settings, validation);
        var figures = section.Onnx is { } onnx ? KeepOnnx(context, onnx, settled) : KeepNetwork(context, key, section, settled);
        context.Report(null, $"evaluating {section.DisplayName} on the validation images");
        using var plain = TeacherOpening.OpenPlain(settled, section, context.Output(settled.File), [], settings);
        // Not disposed: it is the plain one that is.
        var adapted = TeacherOpening.Adapt(plain, settled, settings.Normalization, size);
        var result = Evaluation.Evaluate(adapted, validation, settings.Normalization, size, settings.Threads);
        var own = settled.InputFrom(settings.Normalization);
        var order = settled.Classes ?? [.. Enumerable.Range(0, validation.ClassNames.Count)];
        var trials = new TeacherTrials(plain, order, validation, settings.Normalization, size, settings.Threads);
        if (TeacherCheck.Complaint(section.DisplayName, result.Top1, section.ExpectedTop1, validation, () => trials.IsOrderArbitrary(own)) is { } complaint)
        {
            context.Note($"{complaint.Text}; trying the usual causes");
            var progress = new Relay<double>(done => context.Report(done, "trying the usual causes"));
            Refuse(context, section, TeacherCheck.Explain(
                complaint, key, section.ExpectedTop1, settled, own, trials, validation, context.WorkFolder, progress, context.Cancellation));
        }
        figures["validationTop1"] = result.Top1;
        figures["validationTop5"] = result.Top5;
        figures["validationLoss"] = result.Loss;
        return figures;
    }

    private static JsonObject KeepOnnx(StageContext context, string path, SettledTeacher settled)
    {
        AtomicFile.Copy(path, context.Output(settled.File));
        return new JsonObject
        {
            ["onnx"] = Path.GetFileName(path),
            ["parameters"] = OnnxSummary.Describe(OnnxFile.Load(path)).ConstantElements,
        };
    }

    /// <summary>Keeps a checkpoint's weights; one of another number of classes is called that.</summary>
    private static JsonObject KeepNetwork(StageContext context, string key, TeacherSourceSection section, SettledTeacher settled)
    {
        var path = section.Checkpoint!;
        using var network = Networks.NewTeacher(section, settled.Logits);
        try
        {
            Networks.LoadGiven(context, network, path);
        }
        catch (InvalidDataException e) when (TeacherCheck.ClassesOfMisfit(e.Message, settled.Logits) is { } classes)
        {
            throw new InvalidDataException(TeacherOpening.WrongCount(classes, settled.Labels, settled.Logits, path, key), e);
        }
        Checkpoint.Save(network, context.Output(settled.File));
        return AddCost(new JsonObject { ["checkpoint"] = Path.GetFileName(path) }, network, settled);
    }

    /// <summary>Stops, or says why it should, as the recipe wants it.</summary>
    private static void Refuse(StageContext context, TeacherSourceSection section, string why)
    {
        if (section.Check == "error")
            throw new InvalidDataException(why);
        context.Note(why);
    }

    private static JsonObject AddCost(JsonObject figures, ImageClassifier network, SettledTeacher settled)
    {
        var cost = ModelCost.Measure(network, settled.Height, settled.Width);
        figures["parameters"] = cost.Parameters;
        figures["macs"] = cost.Macs;
        return figures;
    }
}
