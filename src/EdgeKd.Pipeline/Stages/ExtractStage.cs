using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Takes the plain network out of what was trained, and checks that it still is the network that was chosen.</summary>
internal sealed class ExtractStage : IStage
{
    // What a method folds away may move a few images across a decision border, but no more.
    private const double MaxTop1Change = 0.005;

    public string Name => StageNames.Extract;

    public int Version => 2;

    public StagePlan Plan(RunSettings settings)
    {
        return new StagePlan(
            new
            {
                Student = settings.Recipe.Student with { Checkpoint = null },
                Distill = settings.Recipe.Distill with { Train = new TrainSection() },
                Data = Training.DataSettings(settings),
            },
            [
                new(StageNames.Distill, DistillStage.ModuleFile(0)),
                new(StageNames.Distill, Training.FiguresFile),
                new(StageNames.Data, DataPreparation.ValidationFile),
            ])
        {
            Seed = settings.StudentSeed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var (classes, size) = (validation.ClassNames.Count, Networks.ImageSize(settings, validation));
        using var trained = Networks.NewStudent(settings.Recipe.Student, classes, settings.StudentSeed);
        // What is extracted is in the first module; the heads beside it, and with them the teacher, are no longer needed.
        using var distiller = DistillerFactory.Create(
            DistillerSettings.Of(settings.Recipe.Distill) with { Method = ObjectiveFactory.LabelsOnly }, trained, teacher: null, size);
        Checkpoint.Load(distiller.Modules.First(), context.Input(StageNames.Distill, DistillStage.ModuleFile(0)));
        distiller.Train(false);
        var network = distiller.ExtractStudent();
        using var folded = ReferenceEquals(network, trained) ? null : network;

        torch.set_num_threads(settings.Threads);
        context.Report(null, "evaluating the extracted network on the validation images");
        var top1 = Evaluation.Evaluate(network, validation, settings.Normalization, size, settings.Threads).Top1;
        var chosen = (double)context.FiguresOf(StageNames.Distill)["validationTop1"]!;
        if (Math.Abs(top1 - chosen) > MaxTop1Change)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"the extracted network has top-1 {top1:P2} on validation, but training chose it at {chosen:P2}; remove the distill stage's folder and run again"));
        }

        var cost = Networks.DeployedCost(network, size);
        Checkpoint.Save(network, context.Output(Networks.StudentFile));
        var outputs = Outputs.Deterministic(Networks.StudentFile);
        var merged = MergedRanges.Of(distiller.Student);
        if (merged.Count > 0)
        {
            MergedRanges.Save(merged, context.Output(MergedRanges.FileName));
            outputs.Add(MergedRanges.FileName, OutputKind.Deterministic);
        }

        return new StageProducts
        {
            Outputs = outputs,
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{cost.Parameters:N0} parameters, {cost.Macs / 1e6:N1} M multiply-adds, top-1 {top1:P2} on validation as trained"),
            Figures = new JsonObject { ["parameters"] = cost.Parameters, ["macs"] = cost.Macs, ["validationTop1"] = top1 },
        };
    }
}
