using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Trains the student by the recipe's method.</summary>
internal sealed class DistillStage : IStage
{
    public string Name => StageNames.Distill;

    public int Version => 1;

    /// <summary>Trained modules of a distiller, the student first.</summary>
    public static string ModuleFile(int index) => index == 0 ? "distilled.safetensors" : $"distilled.{index}.safetensors";

    public StagePlan Plan(RunSettings settings) => new(
        new
        {
            settings.Recipe.Student,
            settings.Recipe.Distill,
            Data = Training.DataSettings(settings),
            Seed = settings.StudentSeed,
        },
        Networks.NeedsTeacher(settings.Recipe.Distill)
            ? [.. Training.DistillingInputs(settings), new(StageNames.Teacher, Networks.TeacherFile)]
            : Training.LabelledInputs)
    {
        Seed = settings.StudentSeed,
    };

    public StageProducts Run(StageContext context)
    {
        var (recipe, seed) = (context.Settings.Recipe, context.Settings.StudentSeed);
        var classes = ClassCount(context);
        using var student = Networks.NewStudent(recipe.Student, classes, RunSettings.DeriveSeed(seed, "student"));
        using var distiller = Networks.NewDistiller(context, student, classes);
        var distils = Networks.NeedsTeacher(recipe.Distill);
        if (!distils && Training.HasUnlabelled(context.Settings))
            context.Note("method ce learns from labels alone, so the unlabelled images are not used");
        var result = Training.Run(
            context, StageNames.Distill, recipe.Distill.Train, distiller, RunSettings.DeriveSeed(seed, "student training"), distils);

        var figures = Training.Figures(result);
        var outputs = Training.Record(context, figures);
        foreach (var (index, module) in distiller.Modules.Index())
        {
            Checkpoint.Save(module, context.Output(ModuleFile(index)));
            outputs.Add(ModuleFile(index), OutputKind.Deterministic);
        }
        return new StageProducts
        {
            Outputs = outputs,
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{recipe.Student.Model} by {recipe.Distill.Method}: top-1 {result.ValidationTop1:P2} on validation (epoch {result.BestEpoch} of {recipe.Distill.Train.Epochs})"),
            Figures = figures,
        };
    }

    private static int ClassCount(StageContext context)
    {
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        return images.ClassNames.Count;
    }
}
