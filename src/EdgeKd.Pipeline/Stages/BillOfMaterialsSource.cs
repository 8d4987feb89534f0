using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>What the stages and the recipe know for the release's bill of materials.</summary>
internal static class BillOfMaterialsSource
{
    /// <summary>Whose digests stand in it: the training images, and the teachers where the student had some.</summary>
    public static IEnumerable<StageInput> Inputs(RunSettings settings) =>
        [TrainingPart.Input(settings), .. Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Inputs(settings.Recipe) : []];

    /// <summary>What of the recipe changes it and no other stage.</summary>
    public static IReadOnlyList<string?> Licenses(Recipe recipe) => [recipe.Data.License, .. TeacherFiles.Sections(recipe).Select(teacher => teacher.Section.License)];

    /// <summary>Writes it to the stage's working folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(StageContext context, BundleManifest manifest, IReadOnlyList<PrecisionEntry> packed, ValidationEvidence evidence, Verdict verdict)
    {
        var (recipe, path) = (context.Settings.Recipe, Path.Combine(context.WorkFolder, BillOfMaterials.FileName));
        var figures = context.FiguresOf(StageNames.Data);
        File.WriteAllBytes(path, BillOfMaterials.Of(new BomSubject
        {
            Manifest = manifest,
            ModelFiles = [.. packed.Select(model => new BundleFile(model.File, new FileInfo(model.PathIn(context)).Length, context.DigestOf(model.Stage, model.File)))],
            Evidence = evidence,
            Verdict = verdict,
            Architecture = recipe.Student.Width == 1 ? recipe.Student.Model : string.Create(CultureInfo.InvariantCulture, $"{recipe.Student.Model}, width {recipe.Student.Width}"),
            Data = new BomSource(recipe.Data.Kind, recipe.Data.License, TrainingPart.Digest(context),
                string.Create(CultureInfo.InvariantCulture, $"{(int)figures["train"]!} images to learn from and {(int)figures["validation"]!} to choose by; the digest is that of the prepared training images")),
            Teachers = Networks.NeedsTeacher(recipe.Distill) ? [.. Teachers(context, recipe)] : [],
        }));
        return path;
    }

    private static IEnumerable<BomSource> Teachers(StageContext context, Recipe recipe) => TeacherFiles.Sections(recipe).Select((teacher, i) =>
        new BomSource(teacher.Section.DisplayName, teacher.Section.License, context.DigestOf(StageNames.Teacher, TeacherFiles.FileOf(teacher.Section, i))));
}
