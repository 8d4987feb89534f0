using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Builds the networks that a recipe names.</summary>
internal static class Networks
{
    public const string TeacherFile = "teacher.safetensors";
    public const string StudentFile = "student.safetensors";

    /// <summary>A teacher with fresh weights.</summary>
    public static ImageClassifier NewTeacher(TeacherSection teacher, int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return ModelZoo.Create(teacher.Model, new ModelOptions
        {
            Classes = classes,
            Width = teacher.Width,
            Stem = teacher.Stem,
            Stage2Stride = teacher.Stage2Stride,
        });
    }

    /// <summary>A student with fresh weights.</summary>
    public static ImageClassifier NewStudent(StudentSection student, int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return ModelZoo.Create(student.Model, new ModelOptions
        {
            Classes = classes,
            Width = student.Width,
            Stem = student.Stem,
            Stage2Stride = student.Stage2Stride,
            Dropout = student.Dropout,
        });
    }

    /// <summary>The trained teacher; the caller disposes it.</summary>
    public static ImageClassifier LoadTeacher(StageContext context, int classes)
    {
        var network = NewTeacher(context.Settings.Recipe.Teacher, classes, context.Settings.Recipe.Seed);
        Checkpoint.Load(network, context.Input(StageNames.Teacher, TeacherFile));
        return network;
    }

    /// <summary>Student and method as the recipe's <c>distill</c> section names them; the caller disposes the distiller, then
    /// the student.</summary>
    public static IDistiller NewDistiller(StageContext context, ImageClassifier student, int classes)
    {
        var distill = context.Settings.Recipe.Distill;
        return DistillerFactory.Create(
            new DistillerOptions
            {
                Method = distill.Method,
                Temperature = distill.Temperature,
                CeWeight = distill.CeWeight,
                KdWeight = distill.KdWeight,
                LabelSmoothing = distill.Train.LabelSmoothing,
            },
            student,
            NeedsTeacher(distill) ? new NetworkTeacher(LoadTeacher(context, classes)) : null);
    }

    public static bool NeedsTeacher(DistillSection distill) => distill.Method != "ce";

    /// <summary>Side of the networks' square input, in pixels.</summary>
    public static int ImageSize(RunSettings settings, IImageSet images) =>
        settings.Recipe.Data.ImageSize > 0 ? settings.Recipe.Data.ImageSize : images.Height;
}
