namespace EdgeKd.Release;

/// <summary>Makes a bundle the released baseline.</summary>
public static class Promotion
{
    /// <summary>Replaces the baseline by a bundle that passed the gate with the profile <c>release</c>.</summary>
    /// <param name="zipPath">The bundle.</param>
    /// <param name="folder">The baseline's own folder; it is replaced as a whole.</param>
    /// <returns>The new baseline.</returns>
    /// <exception cref="InvalidDataException">The bundle is damaged, was measured with another profile, was refused, or its parts
    /// belong to different models; the message says what to do, and the baseline stays as it was.</exception>
    public static ReleasedBaseline Promote(string zipPath, string folder)
    {
        using var bundle = BundleReader.Open(zipPath);
        var evidence = ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), $"{zipPath}: {ValidationEvidence.FileName}");
        var verdict = Verdict.Parse(bundle.Read(Verdict.FileName), $"{zipPath}: {Verdict.FileName}");
        var baseline = new ReleasedBaseline(bundle.Manifest, evidence, verdict);
        RequirePromotable(baseline, zipPath);

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Recover(target);
        var staged = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Stage(bundle, staged);
            Replace(target, staged);
        }
        catch
        {
            if (Directory.Exists(staged))
                Directory.Delete(staged, recursive: true);
            throw;
        }

        return baseline;
    }

    private static void RequirePromotable(ReleasedBaseline bundle, string zipPath)
    {
        var (manifest, evidence, verdict) = bundle;
        string[] profiles = [manifest.Profile, evidence.Profile, verdict.Profile];
        if (profiles.FirstOrDefault(profile => profile != Profiles.Release) is { } profile)
            throw new InvalidDataException($"{zipPath}: it was measured with the profile '{profile}', which cannot be promoted; run Ship with --profile=release --promote.");
        if (verdict.Outcome is not (VerdictOutcome.Pass or VerdictOutcome.Warn))
            throw new InvalidDataException($"{zipPath}: the gate did not pass it ({string.Join(", ", verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title))}), so it cannot be promoted; see {Verdict.FileName} for what to change.");
        if (!Same(manifest.Name, evidence.Name, verdict.Name) || !Same(manifest.Version, evidence.Version, verdict.Version))
            throw new InvalidDataException($"{zipPath}: manifest, evidence and verdict are of {manifest.Name} {manifest.Version}, {evidence.Name} {evidence.Version} and {verdict.Name} {verdict.Version}; pack it again.");
        string[] packed = [.. manifest.Models.Select(model => model.Precision)], passed = [.. verdict.Released(evidence).Select(model => model.Precision)];
        if (!packed.Order().SequenceEqual(passed.Order()))
            throw new InvalidDataException($"{zipPath}: it holds the precisions {string.Join(", ", packed)}, but those that passed the gate are {string.Join(", ", passed)}; pack it again.");
    }

    private static bool Same(string first, string second, string third) => first == second && second == third;

    private static void Stage(BundleReader bundle, string staged)
    {
        Directory.CreateDirectory(staged);
        File.WriteAllBytes(Path.Combine(staged, BundleManifest.FileName), bundle.ReadManifest());
        foreach (var path in BaselineFolder.FilesOf(bundle.Manifest))
            bundle.Extract(path, Path.Combine(staged, path));
    }

    /// <summary>Two renames: between them <see cref="BaselineFolder.Load"/> still finds the former baseline.</summary>
    private static void Replace(string target, string staged)
    {
        var previous = BaselineFolder.PreviousOf(target);
        if (Directory.Exists(target))
            Directory.Move(target, previous);
        Directory.Move(staged, target);
        if (Directory.Exists(previous))
            Directory.Delete(previous, recursive: true);
    }

    /// <summary>Ends a replacement that was killed between its renames.</summary>
    private static void Recover(string target)
    {
        var previous = BaselineFolder.PreviousOf(target);
        if (!Directory.Exists(previous))
            return;
        if (Directory.Exists(target))
            Directory.Delete(previous, recursive: true);
        else
            Directory.Move(previous, target);
    }
}
