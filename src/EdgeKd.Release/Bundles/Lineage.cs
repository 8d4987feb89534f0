namespace EdgeKd.Release;

/// <summary>What a release was made from, by SHA-256: of each, whether it is the same as that of another release can be told without
/// having it.</summary>
public sealed record Lineage
{
    /// <summary>The settled recipe, <see cref="RecipeFileName"/>.</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>The training images.</summary>
    public required string TrainingSetSha256 { get; init; }

    /// <summary>The validation images.</summary>
    public required string ValidationSetSha256 { get; init; }

    /// <summary>The test images.</summary>
    public required string TestSetSha256 { get; init; }

    /// <summary>The list of the image files, <see cref="DataLockFileName"/> before it was compressed; null where the images were not locked.</summary>
    public string? DataLockSha256 { get; init; }

    /// <summary>The teachers and how they were asked; null where the student had none.</summary>
    public string? TeacherSha256 { get; init; }

    /// <summary>The release that it was compared with; null at a first release.</summary>
    public string? ParentVersion { get; init; }

    /// <summary>That release's <c>bundle.json</c>.</summary>
    public string? ParentSha256 { get; init; }

    /// <summary>The seed of the student's training.</summary>
    public required long Seed { get; init; }

    /// <summary>The file of a bundle that holds the recipe, every default filled in and without the paths of the machine.</summary>
    public const string RecipeFileName = "recipe.json";

    /// <summary>The file of a bundle that holds path, size, SHA-256, class and part of every image, compressed by gzip.</summary>
    public const string DataLockFileName = "data.lock.gz";

    /// <summary>The first field that is wrong, named; null where all are right.</summary>
    internal string? Fault
    {
        get
        {
            (string Field, string? Value)[] digests =
            [
                ("recipeSha256", RecipeSha256), ("trainingSetSha256", TrainingSetSha256), ("validationSetSha256", ValidationSetSha256),
                ("testSetSha256", TestSetSha256), ("dataLockSha256", DataLockSha256), ("teacherSha256", TeacherSha256), ("parentSha256", ParentSha256),
            ];
            var wrong = digests.FirstOrDefault(digest => digest.Value is { } value && !(value.Length == 64 && value.All(char.IsAsciiHexDigitLower)));
            return wrong.Field is { } name ? $"lineage.{name} is not 64 lower-case hexadecimal digits"
                : (ParentVersion is null) == (ParentSha256 is null) ? null
                : "lineage names a parent's version or its sha256 instead of both";
        }
    }
}
