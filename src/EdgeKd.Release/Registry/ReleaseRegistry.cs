namespace EdgeKd.Release;

/// <summary>The releases of one model, as plain files that live in version control: a folder a version, and the history, whose last line
/// says which one later candidates are compared with.</summary>
/// <remarks>Readers need no lock and see the state before or after a change. Not safe for use by several threads at once.</remarks>
public sealed class ReleaseRegistry
{
    /// <summary>The usual name of the folder, beside the recipe.</summary>
    public const string FolderName = "releases";

    private const string IgnoreFile = ".gitignore";
    private readonly RegistryFiles _files;

    private ReleaseRegistry(string folder, RegistryFiles files) => (Folder, _files) = (folder, files);

    /// <summary>Where the releases lie.</summary>
    public string Folder { get; }

    internal string HistoryPath => Path.Combine(Folder, ReleaseHistory.FileName);

    internal string StagingFolder => Path.Combine(Folder, ".new");

    private string LockPath => Path.Combine(Folder, ".lock");

    /// <summary>Opens the releases in a folder; it need not be there before the first release.</summary>
    public static ReleaseRegistry Open(string folder) => Open(folder, new RegistryFiles());

    internal static ReleaseRegistry Open(string folder, RegistryFiles files) =>
        new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), files);

    /// <summary>What happened so far.</summary>
    /// <returns>The history; null where there never was a promotion.</returns>
    /// <exception cref="InvalidDataException">The history is damaged; the message names the line.</exception>
    public ReleaseHistory? History()
    {
        if (File.Exists(HistoryPath))
            return ReleaseHistory.Load(HistoryPath);
        // A first promotion writes the history before its folder, so a folder without one has lost it.
        return HasReleases()
            ? throw new InvalidDataException($"{HistoryPath}: it is missing, but there are releases beside it; take it back from version control, or remove {Folder} to make a first release.")
            : null;
    }

    /// <summary>The release that later candidates are compared with, every file of it checked.</summary>
    /// <returns>The release; null where nothing has been released.</returns>
    /// <exception cref="InvalidDataException">The releases are damaged; the message names the file and what to do.</exception>
    public ReleasedBaseline? Current()
    {
        var history = History();
        return history?.Last is { } last ? Load(history, last.Version) : null;
    }

    /// <summary>A release, every file of it checked.</summary>
    /// <exception cref="InvalidDataException">There is no such release, or it is damaged; the message names the file and what to do.</exception>
    public ReleasedBaseline Load(string version) => Load(RequireHistory(), version);

    /// <summary>The files of a release.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load(string)"/>.</exception>
    public IReleaseFiles Files(string version) => ReleaseFolder.Open(FolderOf(version), PromotionOf(RequireHistory(), version));

    /// <summary>All releases, the latest promotion first. Manifests and evidence are checked, models are not.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Current"/>.</exception>
    public IReadOnlyList<RegisteredRelease> List()
    {
        if (History() is not { } history)
            return [];
        return [.. history.Promotions.Reverse().Select(entry => new RegisteredRelease(
            entry,
            ReleaseFolder.Open(FolderOf(entry.Version), entry).LoadEvidence(entry),
            entry.Version == history.Last?.Version,
            history.Entries.LastOrDefault(change => change.Action == HistoryAction.RolledBack && change.From == entry.Version)?.Date))];
    }

    /// <summary>The version of every release but the present one, by the SHA-256 of its model files: what a stale candidate is known by.</summary>
    /// <exception cref="InvalidDataException">A release is damaged; the message names the file and what to do.</exception>
    public IReadOnlyDictionary<string, string> EarlierModels()
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        if (History() is not { } history)
            return versions;
        foreach (var entry in history.Promotions.Where(entry => entry.Version != history.Last!.Version))
        {
            var manifest = ReleaseFolder.Open(FolderOf(entry.Version), entry).Manifest;
            foreach (var model in manifest.Models)
                versions[manifest.Files.First(file => file.Path == model.File).Sha256] = entry.Version;
        }

        return versions;
    }

    /// <summary>Says before hours of work, not after, that a version cannot be the next one.</summary>
    /// <param name="version">The version.</param>
    /// <param name="where">What to name in the message, such as the recipe.</param>
    /// <param name="allowLower">Whether it may be lower than the released one.</param>
    /// <exception cref="InvalidDataException">It is no version, or is taken, or is lower; or the history is damaged.</exception>
    public void RequireFree(string version, string where, bool allowLower)
    {
        VersionOrder.Parse(version, where);
        if (History() is not { } history)
            return;
        RequireFree(history, version, where, allowLower);
        if (history.Promotion(version) is { } earlier)
            throw new InvalidDataException($"{where}: {version} was released on {earlier.Date:yyyy-MM-dd}; a version is released once, so raise the recipe's version.");
    }

    /// <summary>Makes a bundle a release, the one that later candidates are compared with.</summary>
    /// <param name="bundlePath">The bundle: signed, measured with the profile <c>release</c>, passed by the gate, compared with the present
    /// release, and of a version that was never released.</param>
    /// <param name="request">What else there is to say.</param>
    /// <exception cref="InvalidDataException">It is none of that, or damaged; the message says what to do, and all stays as it was.</exception>
    /// <exception cref="IOException">Another promotion or rollback is at work, or a file cannot be written.</exception>
    public PromotionResult Promote(string bundlePath, PromotionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var bundle = BundleReader.Open(bundlePath);
        request.Authenticity.Require(bundle);
        var candidate = PromotableBundle.Require(bundle);
        using var held = Lock();
        return new Promotion(this, _files).Run(candidate, request);
    }

    /// <summary>Puts an earlier release back, with which later candidates are then compared. Nothing is removed.</summary>
    /// <param name="to">Its version; null for the one that was released when the present one was promoted.</param>
    /// <param name="date">The day, in UTC.</param>
    /// <param name="by">Who does it; null where that is not told.</param>
    /// <returns>What is released now.</returns>
    /// <exception cref="InvalidDataException">There is no such release, it is the present one, or damaged; all stays as it was.</exception>
    /// <exception cref="IOException">Another promotion or rollback is at work, or a file cannot be written.</exception>
    public ReleasedBaseline Rollback(string? to, DateOnly date, string? by = null)
    {
        // Looked at before the lock, which would make the folder.
        RequireHistory();
        using var held = Lock();
        var history = RequireHistory();
        var last = history.Last!;
        var version = to ?? history.Promotion(last.Version)!.From
            ?? throw new InvalidDataException($"{Folder}: {last.Version} is the first release, so there is none before it; name another one with --to.");
        if (version == last.Version)
            throw new InvalidDataException($"{Folder}: {version} is the release already.");
        var promotion = PromotionOf(history, version);
        Load(history, version);
        var next = history.With(new HistoryEntry
        {
            Action = HistoryAction.RolledBack, Version = version, From = last.Version, Sha256 = promotion.Sha256, Date = date, By = by,
        }, Folder);
        _files.Write(HistoryPath, next.ToBytes());
        return Load(version);
    }

    internal string FolderOf(string version) => Path.Combine(Folder, version);

    internal void RequireFree(ReleaseHistory history, string version, string where, bool allowLower)
    {
        if (history.Promotions.FirstOrDefault(entry => entry.Version != version && VersionOrder.Compare(entry.Version, version) == 0) is { } same)
            throw new InvalidDataException($"{where}: {version} differs from the release {same.Version} in build metadata alone, which orders nothing; raise the recipe's version.");
        if (!allowLower && history.Last is { } last && VersionOrder.Compare(version, last.Version) < 0)
            throw new InvalidDataException($"{where}: {version} is lower than the released {last.Version}; raise the recipe's version, or allow it with --allow-lower.");
    }

    private ReleasedBaseline Load(ReleaseHistory history, string version)
    {
        var promotion = PromotionOf(history, version);
        var last = history.Last!;
        return ReleaseFolder.Open(FolderOf(version), promotion).LoadWhole(promotion) with
        {
            // Whoever returns to the higher one has not rolled back from anything.
            RolledBackFrom = last is { Action: HistoryAction.RolledBack, From: { } from } && last.Version == version && VersionOrder.Compare(from, version) > 0
                ? from
                : null,
        };
    }

    private HistoryEntry PromotionOf(ReleaseHistory history, string version) => history.Promotion(version)
        ?? throw new InvalidDataException($"{Folder}: {version} was never released; released are {string.Join(", ", history.Promotions.Select(entry => entry.Version))}.");

    private ReleaseHistory RequireHistory() => History() is { Last: not null } history
        ? history
        : throw new InvalidDataException($"{Folder}: nothing has been released yet; promote a bundle first (edgekd promote).");

    private bool HasReleases() => Directory.Exists(Folder) && Directory.EnumerateDirectories(Folder)
        .Any(folder => !Path.GetFileName(folder).StartsWith('.') && File.Exists(Path.Combine(folder, BundleManifest.FileName)));

    private FileLock Lock()
    {
        _files.CreateFolder(Folder);
        var held = FileLock.TryTake(LockPath)
            ?? throw new IOException($"{Folder}: another promotion or rollback is at work there; wait until it is done, and look at `edgekd releases` before you try again.");
        try
        {
            // What is only of this machine and moment stays out of version control.
            var ignored = Path.Combine(Folder, IgnoreFile);
            if (!File.Exists(ignored))
                _files.Write(ignored, "/.lock\n/.new/\n*.tmp\n"u8);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
