using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
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
                Teacher = teacher with { Checkpoint = null },
                Data = Training.DataSettings(settings),
                settings.Recipe.Seed,
            },
            Training.LabelledInputs)
        {
            Outside = Networks.CheckpointDigest("teacher.checkpoint", teacher.Checkpoint),
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
        Checkpoint.Save(network, context.Output(Networks.TeacherFile));
        return new StageProducts
        {
            Outputs = Training.Record(context, figures).And(Networks.TeacherFile, OutputKind.Deterministic),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{teacher.Model}: top-1 {(double)figures["validationTop1"]!:P2} on validation, {cost.Parameters:N0} parameters, {cost.Macs / 1e6:N1} M multiply-adds"),
            Figures = figures,
        };
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
        Checkpoint.Load(network, path);
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
