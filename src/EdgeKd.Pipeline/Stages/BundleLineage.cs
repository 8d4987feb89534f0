using System.Text.Json.Nodes;
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
        TrainingPart.Input(settings),
        new(StageNames.Data, DataPreparation.ValidationFile),
        new(StageNames.Data, DataPreparation.TestFile),
        .. settings.Recipe.Data.Lock is null ? [] : new[] { new StageInput(StageNames.Data, DataLock.FileName) },
        .. Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Inputs(settings.Recipe) : [],
    ];

    /// <summary>The digest of the release that came before, for the stage's key; none before the first.</summary>
    public static IReadOnlyDictionary<string, string> Parent(RunSettings settings) => Current(settings) is { } parent
        ? new Dictionary<string, string> { ["parent"] = parent.Sha256 }
        : [];

    /// <summary>The recipe as it was followed, with every default. Paths are relative to it and the images' own is left out, so that it is
    /// the same on every machine; what lies there is in the digests.</summary>
    public static string RecipeOf(RunSettings settings)
    {
        var recipe = CanonicalJson.ToNode(settings.Recipe with { Data = settings.Recipe.Data with { Path = null, Roots = [] } });
        Relate(recipe, settings.RecipeFolder);
        return CanonicalJson.Write(recipe) + "\n";
    }

    private static void Relate(JsonNode? node, string folder)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (AsPath(value) is { } path)
                        members[name] = RelativePath(path, folder);
                    else
                        Relate(value, folder);
                }
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (AsPath(items[i]) is { } path)
                        items[i] = RelativePath(path, folder);
                    else
                        Relate(items[i], folder);
                }
                break;
        }
    }

    // Reading a recipe makes all of its paths absolute, and nothing else in it looks like one.
    private static string? AsPath(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && Path.IsPathFullyQualified(text) ? text : null;

    // Of what lies elsewhere the name alone: the folders above it are of one machine.
    private static string RelativePath(string path, string folder)
    {
        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? Path.GetFileName(path) : relative;
    }

    /// <summary>Collects it.</summary>
    /// <param name="context">Of a stage that declares <see cref="Inputs"/> and <see cref="Parent"/>.</param>
    public static Lineage Of(StageContext context)
    {
        var settings = context.Settings;
        var parent = Current(settings);
        return new Lineage
        {
            RecipeSha256 = FileDigest.OfText(RecipeOf(settings)),
            TrainingSetSha256 = TrainingPart.Digest(context),
            ValidationSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.ValidationFile),
            TestSetSha256 = context.DigestOf(StageNames.Data, DataPreparation.TestFile),
            DataLockSha256 = settings.Recipe.Data.Lock is null ? null : context.DigestOf(StageNames.Data, DataLock.FileName),
            TeacherSha256 = Networks.NeedsTeacher(settings.Recipe.Distill) ? TeacherFiles.Digest(context) : null,
            ParentVersion = parent?.Manifest.Version,
            ParentSha256 = parent?.Sha256,
            Seed = settings.StudentSeed,
        };
    }

    private static ReleasedBaseline? Current(RunSettings settings) => ReleaseRegistry.Open(settings.ReleasesFolder).Current();
}
