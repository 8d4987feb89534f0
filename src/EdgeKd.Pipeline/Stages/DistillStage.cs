using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Models;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Trains the student by the recipe's method.</summary>
internal sealed class DistillStage : IStage
{
    public string Name => StageNames.Distill;

    public int Version => 2;

    public bool Trains => true;

    /// <summary>Trained modules of a distiller, the student first.</summary>
    public static string ModuleFile(int index) => index == 0 ? "distilled.safetensors" : $"distilled.{index}.safetensors";

    public StagePlan Plan(RunSettings settings) => new(
        new
        {
            Student = settings.Recipe.Student with { Checkpoint = null },
            settings.Recipe.Distill,
            Data = Training.DataSettings(settings),
            Seed = settings.StudentSeed,
        },
        [
            .. Networks.Distils(settings.Recipe.Distill) ? Training.DistillingInputs(settings) : Training.LabelledInputs(settings),
            .. Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Inputs(settings.Recipe) : Array.Empty<StageInput>(),
            .. TeacherCaching.IsOn(settings) ? [new StageInput(StageNames.Cache, TeacherCaching.CacheFile)] : Array.Empty<StageInput>(),
        ])
    {
        Outside = Networks.FileDigests("student.checkpoint", settings.Recipe.Student.Checkpoint),
        Seed = settings.StudentSeed,
    };

    public StageProducts Run(StageContext context)
    {
        var (recipe, seed) = (context.Settings.Recipe, context.Settings.StudentSeed);
        var (classes, size) = Images(context);
        using var student = Networks.NewStudent(recipe.Student, classes, RunSettings.DeriveSeed(seed, "student"));
        if (recipe.Student.Checkpoint is { } checkpoint)
            Networks.LoadGiven(context, student, checkpoint);
        student.to(context.Settings.Device.Torch);
        var teacher = Networks.TeacherOf(context, size);
        using var distiller = Networks.NewDistiller(context, student, teacher, size);
        if (!Networks.Distils(recipe.Distill) && Training.HasUnlabelled(context.Settings))
            context.Note("method ce learns from labels alone, so the unlabelled images are not used");
        var result = Training.Run(
            context, StageNames.Distill, recipe.Distill.Train, distiller, RunSettings.DeriveSeed(seed, "student training"), recipe.Distill);

        var figures = Training.Figures(result);
        var outputs = Training.Record(context, figures);
        if (teacher is not null)
            figures["teacher"] = teacher is CachedTeacher ? "recalled" : "run";
        figures["imagesPerSecond"] = result.ImagesPerSecond;
        figures["peakMemoryBytes"] = result.PeakMemoryBytes;
        foreach (var (index, module) in distiller.Modules.Index())
        {
            Checkpoint.Save(module, context.Output(ModuleFile(index)));
            outputs.Add(ModuleFile(index), OutputKind.Deterministic);
        }
        return new StageProducts
        {
            Outputs = outputs,
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{recipe.Student.Model} by {DistillerSettings.Describe(recipe.Distill)}: top-1 {result.ValidationTop1:P2} on validation (epoch {result.BestEpoch} of {recipe.Distill.Train.Epochs})"),
            Figures = figures,
        };
    }

    private static (int Classes, int Size) Images(StageContext context)
    {
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        return (images.ClassNames.Count, Networks.ImageSize(context.Settings, images));
    }
}
