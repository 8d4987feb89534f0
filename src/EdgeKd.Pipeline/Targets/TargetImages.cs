using EdgeKd.Data;

namespace EdgeKd.Pipeline.Targets;

/// <summary>The test images that a target answers: all of them, or a part of every class, packed in a file of its own.</summary>
/// <param name="Path">The packed file.</param>
/// <param name="Places">Their places in the test set; null for all.</param>
internal sealed record TargetImages(string Path, IReadOnlyList<int>? Places)
{
    /// <summary>Chooses them.</summary>
    /// <param name="testPath">The packed test set.</param>
    /// <param name="most">The most to take; null for all.</param>
    /// <param name="seed">Which of a class are taken follows from it.</param>
    /// <param name="folder">Where a part is written.</param>
    public static TargetImages Of(string testPath, int? most, long seed, string folder)
    {
        using var test = PackedImages.Open(testPath, verify: false);
        if (most is not { } count || count >= test.Count)
            return new TargetImages(testPath, null);
        using var chosen = SelectedImages.Stratified(test, count, seed);
        var path = System.IO.Path.Combine(folder, $"test-{count}.images");
        PackedImages.Write(chosen, path);
        return new TargetImages(path, chosen.Places);
    }
}
