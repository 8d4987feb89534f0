using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Reparameterization;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Builds the networks that a recipe names.</summary>
internal static class Networks
{
    public const string StudentFile = "student.safetensors";
    private const int ProbeClasses = 2;

    /// <summary>A teacher of the zoo with fresh weights.</summary>
    public static ImageClassifier NewTeacher(TeacherSourceSection teacher, int classes, long? seed = null)
    {
        if (seed is { } start)
            torch.random.manual_seed(start);
        return ModelZoo.Create(teacher.Model!, NetworkOptions.Of(teacher) with { Classes = classes });
    }

    /// <summary>A student with fresh weights.</summary>
    public static ImageClassifier NewStudent(StudentSection student, int classes, long seed)
    {
        torch.random.manual_seed(seed);
        return ModelZoo.Create(student.Model, NetworkOptions.Of(student) with { Classes = classes });
    }

    /// <summary>Student and method as the recipe's <c>distill</c> section names them; the caller disposes the distiller, which
    /// owns the teacher, then the student.</summary>
    public static IDistiller NewDistiller(StageContext context, ImageClassifier student, ITeacher? teacher, int imageSize)
    {
        var (settings, distill) = (context.Settings, context.Settings.Recipe.Distill);
        var weights = TrainingClasses.Of(context).Weights(distill.Train);
        return DistillerFactory.Create(MethodOf(settings, distill) with { ClassWeights = weights }, student, teacher, imageSize);
    }

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
    public static ITeacher? TeacherOf(StageContext context, int imageSize)
    {
        var distill = context.Settings.Recipe.Distill;
        if (!NeedsTeacher(distill))
            return null;
        var features = TeacherFeatures(context.Settings, distill);
        return (TeacherCaching.IsOn(context.Settings) ? TeacherCaching.Open(context, features) : null)
            ?? OpenTeacher(context, features, imageSize);
    }

    /// <summary>The recipe's teacher, or its several teachers, as the Teacher stage has settled them; the caller disposes it.</summary>
    public static ITeacher OpenTeacher(StageContext context, IReadOnlyList<string> features, int imageSize)
    {
        var settled = TeacherFiles.Load(context.Input(StageNames.Teacher, TeacherFiles.SettledFile));
        return TeacherOpening.OpenTogether(context.Settings, settled, file => context.Input(StageNames.Teacher, file), features, imageSize);
    }

    /// <summary>The features that a method reads of the teacher.</summary>
    public static IReadOnlyList<string> TeacherFeatures(RunSettings settings, DistillSection distill) =>
        ObjectiveFactory.FeatureNames(MethodOf(settings, distill)).Teacher;

    /// <summary>Builds what the recipe will train, with fresh weights, and throws it away: what cannot work together is refused
    /// before anything is trained.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="validationFile">The data stage's validation part, for classes and size of images.</param>
    /// <exception cref="ArgumentException">Student, teacher and method do not fit; one line.</exception>
    /// <exception cref="FileNotFoundException">A file that a later stage reads does not exist.</exception>
    /// <exception cref="RecipeException">The policy names a class that the images do not have.</exception>
    public static void Preflight(RunSettings settings, string validationFile)
    {
        var recipe = settings.Recipe;
        FileDigests("quantize.ranges", recipe.Quantize.Ranges);
        FileDigests("validate.slices", recipe.Validate.Slices);
        using var images = PackedImages.Open(validationFile, verify: false);
        settings.PolicyFile?.RequireClasses(images.ClassNames);
        var (classes, size) = (images.ClassNames.Count, ImageSize(settings, images));
        var options = MethodOf(settings, recipe.Distill);
        using var student = NewStudent(recipe.Student, classes, settings.StudentSeed);
        using var distiller = DistillerFactory.Create(
            options, student, NeedsTeacher(recipe.Distill) ? PreflightTeacher(settings, images, ObjectiveFactory.FeatureNames(options).Teacher) : null, size);
    }

    /// <summary>The first teacher, a network of the zoo with fresh weights; the others are settled, and not opened.</summary>
    private static ITeacher PreflightTeacher(RunSettings settings, PackedImages images, IReadOnlyList<string> features)
    {
        var size = ImageSize(settings, images);
        var teachers = TeacherFiles.Sections(settings.Recipe)
            .Select(teacher => (teacher.Section, Settled: TeacherOpening.Settle(teacher.Key, teacher.Section, images.ClassNames, size, settings.Normalization)))
            .ToArray();
        var (section, settled) = teachers[0];
        return TeacherOpening.Adapt(
            TeacherOpening.OpenPlain(settled, section, section.Onnx, features, settings), settled, settings.Normalization, size);
    }

    public static bool NeedsTeacher(DistillSection distill) => distill.Method != ObjectiveFactory.LabelsOnly;

    /// <summary>Whether the student learns from more than labels, so that unlabelled images are of use: a teacher's loss, or the
    /// dynamic teacher's.</summary>
    public static bool Distils(DistillSection distill) => NeedsTeacher(distill) || distill.Reparameterization != "none";

    /// <summary>The digest of a file that a recipe names, as an input from outside the store; none for none.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static IReadOnlyDictionary<string, string> FileDigests(string key, string? path)
    {
        if (path is null)
            return new Dictionary<string, string>();
        return File.Exists(path)
            ? new Dictionary<string, string> { [key] = FileDigest.OfFile(path) }
            : throw new FileNotFoundException($"{key} {path} does not exist; name the file, or remove the key");
    }

    /// <summary>What a network costs where it runs: branched convolutions count as what the export merges them to.</summary>
    public static ModelCostReport DeployedCost(ImageClassifier network, int imageSize)
    {
        using var merged = network.modules().OfType<BranchedBlock>().Any() ? Reparameterizer.Fuse(network) : null;
        return ModelCost.Measure(merged ?? network, imageSize, imageSize);
    }

    /// <summary>Loads weights that the recipe names, and says what was done to make them fit.</summary>
    public static void LoadGiven(StageContext context, ImageClassifier network, string path)
    {
        foreach (var note in Checkpoint.Load(network, path))
            context.Note($"{Path.GetFileName(path)}: {note}");
    }

    /// <summary>Side of the networks' square input, in pixels.</summary>
    public static int ImageSize(RunSettings settings, IImageSet images) =>
        settings.Recipe.Data.ImageSize > 0 ? settings.Recipe.Data.ImageSize : images.Height;
}
