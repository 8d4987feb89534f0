using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Trains the teacher on the labels, or loads it from a checkpoint.</summary>
internal sealed class TeacherStage : IStage
{
    public string Name => StageNames.Teacher;

    public int Version => 1;

    public StagePlan Plan(RunSettings settings)
    {
        var teacher = settings.Recipe.Teacher;
        return new StagePlan(
            new
            {
                Teacher = teacher with { Checkpoint = null, Others = WithoutPaths(teacher.Others) },
                Data = Training.DataSettings(settings),
                settings.Recipe.Seed,
            },
            Training.LabelledInputs)
        {
            Outside = Checkpoints(teacher),
            Seed = settings.Recipe.Seed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        var teacher = settings.Recipe.Teacher;
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var size = Networks.ImageSize(settings, validation);
        using var network = Networks.NewTeacher(teacher, validation.ClassNames.Count, RunSettings.DeriveSeed(settings.Recipe.Seed, "teacher"));
        var cost = ModelCost.Measure(network, size, size);
        var figures = teacher.Checkpoint is null
            ? Train(context, network)
            : Load(context, network, teacher.Checkpoint, validation);
        figures["parameters"] = cost.Parameters;
        figures["macs"] = cost.Macs;
        ImageClassifier[] others = [.. (teacher.Others ?? []).Select(other => Loaded(context, other, validation.ClassNames.Count))];
        Checkpoint.Save(Networks.Together([network, .. others]), context.Output(Networks.TeacherFile));
        if (others.Length > 0)
            EvaluateTogether(context, network, others, validation, figures);
        return new StageProducts
        {
            Outputs = Training.Record(context, figures).And(Networks.TeacherFile, OutputKind.Deterministic),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{teacher.Model}: top-1 {(double)figures["validationTop1"]!:P2} on validation, {cost.Parameters:N0} parameters, {cost.Macs / 1e6:N1} M multiply-adds"),
            Figures = figures,
        };
    }

    /// <summary>Settings that do not name where files lie; their digests stand for them.</summary>
    public static IReadOnlyList<FurtherTeacherSection>? WithoutPaths(IReadOnlyList<FurtherTeacherSection>? others) =>
        others is null ? null : [.. others.Select(other => other with { Checkpoint = "" })];

    private static Dictionary<string, string> Checkpoints(TeacherSection teacher)
    {
        var digests = new Dictionary<string, string>(Networks.CheckpointDigest("teacher.checkpoint", teacher.Checkpoint));
        foreach (var (index, other) in (teacher.Others ?? []).Index())
        {
            foreach (var (name, digest) in Networks.CheckpointDigest($"teacher.others[{index}].checkpoint", other.Checkpoint))
                digests.Add($"{name} {index + 1}", digest);
        }
        return digests;
    }

    private static ImageClassifier Loaded(StageContext context, FurtherTeacherSection other, int classes)
    {
        var network = Networks.NewTeacher(other, classes);
        Networks.LoadGiven(context, network, other.Checkpoint);
        return network;
    }

    /// <summary>What teaches is the mean of all, so its accuracy is the stage's figure; that of the first stands beside it.</summary>
    private static void EvaluateTogether(
        StageContext context, ImageClassifier network, IReadOnlyList<ImageClassifier> others, IImageSet validation, JsonObject figures)
    {
        var teacher = context.Settings.Recipe.Teacher;
        // The networks are disposed with the teachers, the first once more by the stage, which does no harm.
        using var together = new WeightedTeachers(
        [
            (new NetworkTeacher(network), teacher.Weight ?? 1),
            .. others.Zip(teacher.Others!, (other, section) => ((ITeacher)new NetworkTeacher(other), section.Weight)),
        ]);
        var result = Evaluation.Evaluate(
            together, validation, context.Settings.Normalization, Networks.ImageSize(context.Settings, validation), context.Settings.Threads);
        figures["firstValidationTop1"] = (double)figures["validationTop1"]!;
        figures["validationTop1"] = result.Top1;
    }

    private static JsonObject Train(StageContext context, ImageClassifier network)
    {
        var train = context.Settings.Recipe.Teacher.Train;
        using var distiller = new StudentDistiller(network, new LabelObjective(train.LabelSmoothing));
        return Training.Figures(Training.Run(
            context, StageNames.Teacher, train, distiller, RunSettings.DeriveSeed(context.Settings.Recipe.Seed, "teacher training")));
    }

    private static JsonObject Load(StageContext context, ImageClassifier network, string path, IImageSet validation)
    {
        Networks.LoadGiven(context, network, path);
        torch.set_num_threads(context.Settings.Threads);
        context.Report(null, $"evaluating {Path.GetFileName(path)} on the validation images");
        var result = Evaluation.Evaluate(
            network, validation, context.Settings.Normalization, Networks.ImageSize(context.Settings, validation), context.Settings.Threads);
        return new JsonObject
        {
            ["checkpoint"] = Path.GetFileName(path),
            ["validationTop1"] = result.Top1,
            ["validationTop5"] = result.Top5,
            ["validationLoss"] = result.Loss,
        };
    }
}
