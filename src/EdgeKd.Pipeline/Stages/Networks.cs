using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Reparameterization;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Builds the networks that a recipe names.</summary>
internal static class Networks
{
    public const string TeacherFile = "teacher.safetensors";
    public const string StudentFile = "student.safetensors";
    private const int ProbeClasses = 2;

    /// <summary>A teacher with fresh weights.</summary>
    public static ImageClassifier NewTeacher(TeacherSection teacher, int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return ModelZoo.Create(teacher.Model, OptionsOf(teacher) with { Classes = classes });
    }

    /// <summary>A student with fresh weights.</summary>
    public static ImageClassifier NewStudent(StudentSection student, int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return ModelZoo.Create(student.Model, OptionsOf(student) with { Classes = classes });
    }

    /// <summary>A further teacher with fresh weights.</summary>
    public static ImageClassifier NewTeacher(FurtherTeacherSection teacher, int classes) =>
        ModelZoo.Create(teacher.Model, OptionsOf(teacher) with { Classes = classes });

    /// <summary>What a recipe says of a network, but for the classes, which come from the data.</summary>
    public static ModelOptions OptionsOf(TeacherSection teacher) =>
        new() { Width = teacher.Width, Stem = teacher.Stem, Stage2Stride = teacher.Stage2Stride };

    /// <inheritdoc cref="OptionsOf(TeacherSection)"/>
    public static ModelOptions OptionsOf(FurtherTeacherSection teacher) =>
        new() { Width = teacher.Width, Stem = teacher.Stem, Stage2Stride = teacher.Stage2Stride };

    /// <inheritdoc cref="OptionsOf(TeacherSection)"/>
    public static ModelOptions OptionsOf(StudentSection student) =>
        new() { Width = student.Width, Stem = student.Stem, Stage2Stride = student.Stage2Stride, Dropout = student.Dropout };

    /// <summary>Teachers as one module, so that they lie in one file: one alone as it is, several in a list.</summary>
    public static torch.nn.Module Together(IReadOnlyList<ImageClassifier> teachers) =>
        teachers.Count == 1 ? teachers[0] : torch.nn.ModuleList([.. teachers]);

    /// <summary>Student and method as the recipe's <c>distill</c> section names them; the caller disposes the distiller, which
    /// owns the teacher, then the student.</summary>
    public static IDistiller NewDistiller(RunSettings settings, ImageClassifier student, ITeacher? teacher, int imageSize) =>
        DistillerFactory.Create(MethodOf(settings, settings.Recipe.Distill), student, teacher, imageSize);

    /// <summary>A method's settings, with the features that the recipe leaves to the networks.</summary>
    public static DistillerOptions MethodOf(RunSettings settings, DistillSection distill)
    {
        var options = DistillerSettings.Of(distill);
        if (distill.Method != "reviewkd" || distill.ReviewKd.StudentFeatures.Count + distill.ReviewKd.TeacherFeatures.Count > 0)
            return options;
        // The weights do not matter, and what is drawn for them is put back.
        using var generator = torch.get_rng_state();
        using var student = NewStudent(settings.Recipe.Student, ProbeClasses, settings.StudentSeed);
        using var teacher = NewTeacher(settings.Recipe.Teacher, ProbeClasses, settings.Recipe.Seed);
        torch.set_rng_state(generator);
        return options with { ReviewKd = ReviewKdFeatures.Complete(options.ReviewKd, student, teacher) };
    }

    /// <summary>The teacher that the recipe's method asks: what the cache stage has kept of it where there is one, else the
    /// network; null for methods without a teacher.</summary>
    public static ITeacher? TeacherOf(StageContext context, int classes, int imageSize)
    {
        var distill = context.Settings.Recipe.Distill;
        if (!NeedsTeacher(distill))
            return null;
        var features = TeacherFeatures(context.Settings, distill);
        return (TeacherCaching.IsOn(context.Settings) ? TeacherCaching.Open(context, features) : null)
            ?? OpenTeacher(context, classes, features, imageSize);
    }

    /// <summary>The recipe's teacher, or its several teachers, as networks that run; the caller disposes it.</summary>
    public static ITeacher OpenTeacher(StageContext context, int classes, IReadOnlyList<string> features, int imageSize)
    {
        var recipe = context.Settings.Recipe;
        var others = recipe.Teacher.Others ?? [];
        ImageClassifier[] networks = [NewTeacher(recipe.Teacher, classes, recipe.Seed), .. others.Select(other => NewTeacher(other, classes))];
        Checkpoint.Load(Together(networks), context.Input(StageNames.Teacher, TeacherFile));
        var first = new NetworkTeacher(networks[0], features, imageSize);
        return others.Count == 0
            ? first
            : new WeightedTeachers(
            [
                (first, recipe.Teacher.Weight ?? 1),
                .. others.Zip(networks.Skip(1), (other, network) => ((ITeacher)new NetworkTeacher(network), other.Weight)),
            ]);
    }

    /// <summary>The features that a method reads of the teacher.</summary>
    public static IReadOnlyList<string> TeacherFeatures(RunSettings settings, DistillSection distill) =>
        ObjectiveFactory.FeatureNames(MethodOf(settings, distill)).Teacher;

    /// <summary>Builds what the recipe will train, with fresh weights, and throws it away: what cannot work together is refused
    /// before anything is trained.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="validationFile">The data stage's validation part, for classes and size of images.</param>
    /// <exception cref="ArgumentException">Student, teacher and method do not fit; one line.</exception>
    public static void Preflight(RunSettings settings, string validationFile)
    {
        var recipe = settings.Recipe;
        using var images = PackedImages.Open(validationFile, verify: false);
        var (classes, size) = (images.ClassNames.Count, ImageSize(settings, images));
        var options = MethodOf(settings, recipe.Distill);
        using var student = NewStudent(recipe.Student, classes, settings.StudentSeed);
        using var distiller = DistillerFactory.Create(
            options,
            student,
            NeedsTeacher(recipe.Distill)
                ? new NetworkTeacher(NewTeacher(recipe.Teacher, classes, recipe.Seed), ObjectiveFactory.FeatureNames(options).Teacher, size)
                : null,
            size);
    }

    public static bool NeedsTeacher(DistillSection distill) => distill.Method != ObjectiveFactory.LabelsOnly;

    /// <summary>Whether the student learns from more than labels, so that unlabelled images are of use: a teacher's loss, or the
    /// dynamic teacher's.</summary>
    public static bool Distils(DistillSection distill) => NeedsTeacher(distill) || distill.Reparameterization != "none";

    /// <summary>The digest of a checkpoint that a recipe names, as an input from outside the store; none for none.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static IReadOnlyDictionary<string, string> CheckpointDigest(string key, string? path)
    {
        if (path is null)
            return new Dictionary<string, string>();
        return File.Exists(path)
            ? new Dictionary<string, string> { ["checkpoint"] = FileDigest.OfFile(path) }
            : throw new FileNotFoundException($"{key} {path} does not exist; name a .safetensors file or remove the key");
    }

    /// <summary>What a network costs where it runs: branched convolutions count as what the export merges them to.</summary>
    public static ModelCostReport DeployedCost(ImageClassifier network, int imageSize)
    {
        using var merged = network.modules().OfType<BranchedBlock>().Any() ? Reparameterizer.Fuse(network) : null;
        return ModelCost.Measure(merged ?? network, imageSize, imageSize);
    }

    /// <summary>Side of the networks' square input, in pixels.</summary>
    public static int ImageSize(RunSettings settings, IImageSet images) =>
        settings.Recipe.Data.ImageSize > 0 ? settings.Recipe.Data.ImageSize : images.Height;
}
