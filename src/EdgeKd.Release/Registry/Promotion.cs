namespace EdgeKd.Release;

/// <summary>Makes a bundle a release. Every step leaves the registry readable: files are staged beside the releases, the folder is
/// renamed as a whole, and only the new history, renamed over the former one, makes it a release.</summary>
/// <param name="registry">The releases.</param>
/// <param name="files">What writes.</param>
internal sealed class Promotion(ReleaseRegistry registry, RegistryFiles files)
{
    /// <summary>Promotes; the caller holds the lock.</summary>
    /// <exception cref="InvalidDataException">The bundle does not fit the releases that are there; the message says what to do.</exception>
    public PromotionResult Run(PromotableBundle candidate, PromotionRequest request)
    {
        var known = registry.History();
        var history = known ?? ReleaseHistory.Before(candidate.Bundle.Manifest.Name);
        if (history.Promotion(candidate.Version) is { } earlier)
        {
            return earlier.Sha256 == candidate.Sha256
                ? new PromotionResult(registry.Load(candidate.Version), AlreadyThere: true, CleanUp(history))
                : throw new InvalidDataException($"{candidate.Bundle.Path}: {candidate.Version} was released on {earlier.Date:yyyy-MM-dd} with other contents; a version is released once, so raise the recipe's version and ship again.");
        }

        RequireNext(candidate, history, request.AllowLower);
        var cleaned = CleanUp(history);
        var next = history.With(new HistoryEntry
        {
            Action = HistoryAction.Promoted,
            Version = candidate.Version,
            From = history.Last?.Version,
            Sha256 = candidate.Sha256,
            Date = request.Date,
            By = request.By,
        }, candidate.Bundle.Path);
        // From here on a folder without a line in the history is one of a killed promotion.
        if (known is null)
            files.Write(registry.HistoryPath, history.ToBytes());
        Stage(candidate.Bundle);
        files.MoveFolder(registry.StagingFolder, registry.FolderOf(candidate.Version));
        files.Write(registry.HistoryPath, next.ToBytes());
        return new PromotionResult(registry.Load(candidate.Version), AlreadyThere: false, cleaned);
    }

    private void RequireNext(PromotableBundle candidate, ReleaseHistory history, bool allowLower)
    {
        var where = candidate.Bundle.Path;
        if (history.Model != candidate.Bundle.Manifest.Name)
            throw new InvalidDataException($"{where}: it is the model {candidate.Bundle.Manifest.Name}, but {registry.Folder} holds releases of {history.Model}; name the recipe of that model.");
        registry.RequireFree(history, candidate.Version, where, allowLower);
        // Two candidates that were compared with the same release cannot both follow it: the second has never been compared with the first.
        if (candidate.Verdict.BaselineVersion != history.Last?.Version)
            throw new InvalidDataException($"{where}: the gate compared it with {candidate.Verdict.BaselineVersion ?? "no release"}, but {history.Last?.Version ?? "no release"} is the one now; run Ship again, so that it is compared with that.");
    }

    /// <summary>Removes what killed promotions left: what was being written, and folders that no history ever named.</summary>
    private List<string> CleanUp(ReleaseHistory history)
    {
        var released = history.Promotions.Select(entry => entry.Version).ToHashSet(StringComparer.Ordinal);
        var left = new DirectoryInfo(registry.Folder).EnumerateDirectories()
            .Where(folder => folder.FullName == registry.StagingFolder
                || (!released.Contains(folder.Name) && Semver.SemVersion.TryParse(folder.Name, Semver.SemVersionStyles.Strict, out _)))
            .Select(folder => folder.FullName).ToList();
        left.ForEach(files.DeleteFolder);
        foreach (var file in Directory.EnumerateFiles(registry.Folder, "*" + RegistryFiles.TemporaryEnding))
            files.DeleteFile(file);
        return left;
    }

    private void Stage(BundleReader bundle)
    {
        void Write(string path, byte[] bytes) => files.Write(Path.Combine(registry.StagingFolder, path), bytes);
        Write(BundleManifest.FileName, bundle.ReadManifest());
        foreach (var file in bundle.Manifest.Files)
            Write(file.Path, bundle.Read(file.Path));
        if (bundle.ReadSignature() is { } signature)
            Write(ModelSignature.FileName, signature);
    }
}
