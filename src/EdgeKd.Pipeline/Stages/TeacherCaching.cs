using EdgeKd.Distillation;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Whether, and of what, a recipe keeps the teacher's answers instead of running it in every epoch.</summary>
internal static class TeacherCaching
{
    public const string CacheFile = "teacher.cache";
    private const int DefaultLimitMb = 2048;

    /// <summary>Whether the cache stage stands in the chain: there is a teacher, and a number of views.</summary>
    public static bool IsOn(RunSettings settings) =>
        Networks.NeedsTeacher(settings.Recipe.Distill) && Views(settings.Recipe.Distill.Train) > 0;

    public static int Views(TrainSection train) => train.Views ?? 0;

    public static int LimitMb(TrainSection train) => train.CacheLimitMb ?? DefaultLimitMb;

    /// <summary>The seed of the views: the recipe's, so that every student's seed, method and epoch shares them; null without
    /// views, where the augmentation follows from the training's own seed.</summary>
    public static long? AugmentationSeed(RunSettings settings, TrainSection train) =>
        Views(train) > 0 ? RunSettings.DeriveSeed(settings.Recipe.Seed, "augmentation views") : null;

    /// <summary>The features that the recipe's methods with the same views read of the teacher, so that one cache serves all.</summary>
    public static IReadOnlyList<string> WantedFeatures(RunSettings settings) =>
    [
        .. MethodsOfOneCache(settings)
            .SelectMany(method => Networks.TeacherFeatures(settings, method))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether one of those methods learns from the images without labels.</summary>
    public static bool HoldsUnlabelled(RunSettings settings) =>
        settings.Recipe.Data.Unlabelled.Count > 0 && MethodsOfOneCache(settings).Any(method => method.Unlabelled);

    /// <summary>The images whose views the teacher sees.</summary>
    public static IReadOnlyList<StageInput> Images(RunSettings settings) => Training.Images(settings, HoldsUnlabelled(settings));

    /// <summary>SHA-256 of all that makes the views of the images.</summary>
    public static string AugmentationDigest(RunSettings settings) => FileDigest.OfText(CanonicalJson.Write(CanonicalJson.ToNode(new
    {
        Data = Training.DataSettings(settings),
        Seed = AugmentationSeed(settings, settings.Recipe.Distill.Train),
    })));

    /// <summary>The teacher's answers as the cache stage has kept them.</summary>
    /// <param name="context">A stage that has declared the cache as its input.</param>
    /// <param name="features">The features that the method reads of the teacher.</param>
    /// <returns>Null, with a note, where the cache had no room for such a feature.</returns>
    public static CachedTeacher? Open(StageContext context, IReadOnlyList<string> features)
    {
        var held = context.FiguresOf(StageNames.Cache)["features"]!.AsArray().Select(name => (string)name!).ToArray();
        if (features.FirstOrDefault(name => !held.Contains(name)) is { } missing)
        {
            context.Note($"the cache has no room for the teacher's feature {missing}, so the teacher runs; raise cacheLimitMb to keep it");
            return null;
        }
        var path = context.Input(StageNames.Cache, CacheFile);
        var teacher = CachedTeacher.Open(path, features);
        if (teacher.Description.TeacherSha256 == TeacherFiles.Digest(context)
            && teacher.Description.AugmentationSha256 == AugmentationDigest(context.Settings))
            return teacher;
        teacher.Dispose();
        throw new InvalidDataException($"{path} was made of another teacher or other views; remove its folder so that it is made again");
    }

    private static IEnumerable<DistillSection> MethodsOfOneCache(RunSettings settings)
    {
        var train = settings.Recipe.Distill.Train;
        return settings.Methods.Where(method =>
            Networks.NeedsTeacher(method) && Views(method.Train) == Views(train) && LimitMb(method.Train) == LimitMb(train));
    }
}
