using EdgeKd.Data.Folders;

namespace EdgeKd.Data.Sources;

/// <summary>Composes the unlabelled part: the training images that lost their labels, then the folders.</summary>
internal static class UnlabelledPart
{
    /// <param name="options">What is asked for.</param>
    /// <param name="rest">The training images that the train fraction leaves out; null: none.</param>
    /// <param name="others">The labelled parts: their files are left out.</param>
    /// <returns>Null when no unlabelled images are asked for.</returns>
    /// <exception cref="InvalidDataException">A folder is missing, or nothing is left of the folders.</exception>
    public static SourcePart? Compose(DataOptions options, SourcePart? rest, params SourcePart[] others)
    {
        var takesRest = options.Unlabelled.Contains(DataOptions.Rest);
        var part = takesRest ? rest?.WithoutLabels() : null;
        if (options.Unlabelled.All(name => name == DataOptions.Rest)) return part;

        var realPaths = new RealPaths();
        var known = others.Concat(takesRest && rest is not null ? [rest] : []).SelectMany(FilesOf).Select(realPaths.Of).ToHashSet();
        var files = UnlabelledFolders.List(options, realPaths).Where(file => !known.Contains(file.Path)).ToArray();
        if (files.Length > 0)
        {
            var inFolders = UnlabelledFolders.ToPart(files, options.ResolvedStoredSize, options.Interpolation);
            part = part is null ? inFolders : part.Then(inFolders);
        }
        return part ?? throw new InvalidDataException(
            $"the unlabelled folders ({string.Join(", ", options.Unlabelled)}) hold no image that is not in train, validation or test; "
            + "name folders with further images, or make the train fraction smaller");
    }

    private static IEnumerable<string> FilesOf(SourcePart part) =>
        part.FileOf is { } fileOf ? Enumerable.Range(0, part.Count).Select(fileOf) : [];
}
