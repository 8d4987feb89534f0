using EdgeKd.Data;
using EdgeKd.Onnx;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diffing;

/// <summary>Compares two releases by their files.</summary>
public static class ReleaseComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <exception cref="InvalidDataException">A file is damaged or missing; the message names it.</exception>
    public static ReleaseDiff Of(IReleaseFiles before, IReleaseFiles after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (a, b) = (EvidenceOf(before), EvidenceOf(after));
        var same = a.TestSetSha256 == b.TestSetSha256 && a.Labels.SequenceEqual(b.Labels) && before.Manifest.Labels.SequenceEqual(after.Manifest.Labels);
        return new ReleaseDiff
        {
            Before = $"{before.Manifest.Name} {before.Manifest.Version}",
            After = $"{after.Manifest.Name} {after.Manifest.Version}",
            Recipe = Both(before, after, Lineage.RecipeFileName) ? Recipes(before, after) : null,
            Sources = [.. Sources(before.Manifest.Lineage, after.Manifest.Lineage), new("test images", a.TestSetSha256 != b.TestSetSha256)],
            Images = Both(before, after, Lineage.DataLockFileName) ? DataDiff.Of(LockOf(before), LockOf(after)).Counts : null,
            Weights = FloatModelOf(before) is { } first && FloatModelOf(after) is { } second ? WeightComparison.Of(first, second) : null,
            SameTestImages = same,
            TestSetSha256 = b.TestSetSha256,
            Precisions =
            [
                .. from later in b.Models
                   from earlier in a.Models
                   where earlier.Precision == later.Precision
                   select AnswerComparison.Of(earlier, later, same ? b.Labels : null, after.Manifest.Labels),
            ],
        };
    }

    private static ValidationEvidence EvidenceOf(IReleaseFiles files) =>
        ValidationEvidence.Parse(files.Read(ValidationEvidence.FileName), $"{files.Where}: {ValidationEvidence.FileName}");

    private static DataLock LockOf(IReleaseFiles files) =>
        DataLock.Read(new MemoryStream(files.Read(Lineage.DataLockFileName)), $"{files.Where}: {Lineage.DataLockFileName}");

    private static ModelProto? FloatModelOf(IReleaseFiles files) =>
        files.Manifest.Models.FirstOrDefault(model => model.Precision == Precisions.Float32) is { } model
            ? OnnxFile.Parse(files.Read(model.File), $"{files.Where}: {model.File}")
            : null;

    private static bool Both(IReleaseFiles before, IReleaseFiles after, string path) =>
        new[] { before, after }.All(files => files.Manifest.Files.Any(file => file.Path == path));

    private static IReadOnlyList<SettingChange> Recipes(IReleaseFiles before, IReleaseFiles after) => RecipeComparison.Of(
        before.Read(Lineage.RecipeFileName), after.Read(Lineage.RecipeFileName),
        ($"{before.Where}: {Lineage.RecipeFileName}", $"{after.Where}: {Lineage.RecipeFileName}"));

    private static IEnumerable<SourceChange> Sources(Lineage? before, Lineage? after)
    {
        (string Name, Func<Lineage, object?> Of)[] sources =
        [
            ("training images", lineage => lineage.TrainingSetSha256),
            ("validation images", lineage => lineage.ValidationSetSha256),
            ("teacher", lineage => lineage.TeacherSha256),
            ("seed", lineage => lineage.Seed),
        ];
        return sources.Select(source => new SourceChange(source.Name, before is null || after is null ? null : !Equals(source.Of(before), source.Of(after))));
    }
}
