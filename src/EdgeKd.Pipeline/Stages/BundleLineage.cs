using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>What a release was made from, as the stages' records tell.</summary>
internal static class BundleLineage
{
    /// <summary>What its digests come from.</summary>
    public static IEnumerable<StageInput> Inputs(RunSettings settings) =>
    [
        .. new[] { DataPreparation.TrainFile, DataPreparation.ValidationFile, DataPreparation.TestFile }.Select(file => new StageInput(StageNames.Data, file)),
        .. Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Inputs(settings.Recipe) : [],
    ];

    /// <summary>The digest of the release that came before, for the stage's key; none before the first.</summary>
    public static IReadOnlyDictionary<string, string> Parent(RunSettings settings) => Current(settings) is { } parent
        ? new Dictionary<string, string> { ["parent"] = parent.Sha256 }
        : [];

    /// <summary>The recipe as it was followed, with every default. Where the images lie is of one machine, so it stays out; what they are
    /// is in the digests.</summary>
    public static string RecipeOf(RunSettings settings) =>
        CanonicalJson.Write(CanonicalJson.ToNode(settings.Recipe with { Data = settings.Recipe.Data with { Path = null } })) + "\n";

    /// <summary>Collects it.</summary>
    /// <param name="context">Of a stage that declares <see cref="Inputs"/> and <see cref="Parent"/>.</param>
    public static Lineage Of(StageContext context)
    {
        var settings = context.Settings;
        var parent = Current(settings);
        return new Lineage
        {
            RecipeSha256 = FileDigest.OfText(RecipeOf(settings)),
            TrainingSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.TrainFile),
            ValidationSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.ValidationFile),
            TestSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.TestFile),
            TeacherSha256 = Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Digest(context) : null,
            ParentVersion = parent?.Manifest.Version,
            ParentSha256 = parent?.Sha256,
            Seed = settings.StudentSeed,
        };
    }

    private static ReleasedBaseline? Current(RunSettings settings) => ReleaseRegistry.Open(settings.ReleasesFolder).Current();
}
