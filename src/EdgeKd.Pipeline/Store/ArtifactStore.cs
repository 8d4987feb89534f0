using System.Diagnostics;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Store;

/// <summary>The content-addressed store of one recipe: <c>artifacts/&lt;recipe&gt;/&lt;stage&gt;/&lt;key&gt;/</c>.</summary>
/// <remarks>
/// Outputs are written to <c>&lt;key&gt;.partial/out</c> and renamed to <c>&lt;key&gt;</c> when complete, so a folder without
/// <c>.partial</c> is whole; <c>&lt;key&gt;.partial/work</c> survives a kill and lets a training go on. Several processes may
/// use one store: a lock a key lets one make the outputs while the others wait.
/// </remarks>
/// <param name="root">Folder of all recipes (<c>artifacts</c>).</param>
/// <param name="recipe">Name of the recipe.</param>
public sealed class ArtifactStore(string root, string recipe)
{
    /// <summary>Files below this size are read and digested at each use; larger ones only when size or time differ.</summary>
    internal const long AlwaysDigestBelowBytes = 64L << 20;

    /// <summary>Folder of all recipes.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Folder of this recipe.</summary>
    public string RecipeFolder => Path.Combine(Root, recipe);

    /// <summary>The folder that holds, or would hold, the outputs of an identity.</summary>
    /// <param name="identity">What the outputs follow from.</param>
    public string FolderOf(StageIdentity identity) => Path.Combine(RecipeFolder, identity.Stage, identity.FolderName);

    /// <summary>Looks the outputs up, and makes them where they are missing or damaged.</summary>
    /// <param name="identity">What the outputs follow from.</param>
    /// <param name="seed">The seed to record.</param>
    /// <param name="make">Runs the stage.</param>
    /// <param name="note">Takes lines for people: damage found, waiting for another process.</param>
    /// <param name="ct">Ends waiting and running.</param>
    /// <returns>The outputs, checked.</returns>
    /// <exception cref="IOException">The store cannot be written: full disk, read-only folder.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a later call goes on where <paramref name="make"/> stopped.</exception>
    public StoredStage Obtain(
        StageIdentity identity, long seed, Func<StageWorkspace, StageProducts> make, Action<string> note, CancellationToken ct)
    {
        var folder = FolderOf(identity);
        if (Find(identity, note) is { } found)
            return found;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            using var held = FileLock.Take(folder + ".lock",
                () => note($"{identity.Stage}: another process is making {identity.FolderName}; waiting for it"), ct);
            if (Find(identity, note) is { } madeMeanwhile)
                return madeMeanwhile;
            return Make(identity, seed, make, folder);
        }
        catch (Exception e) when (StoreFailure.Explain(e, Root) is { } line)
        {
            throw new IOException(line, e);
        }
    }

    /// <summary>Lets outputs that are there be made once more.</summary>
    /// <param name="identity">What the outputs follow from.</param>
    /// <param name="keep">Given the outputs and the work folder of who makes them next: takes along what need not be made again.</param>
    /// <param name="note">As for <see cref="Obtain"/>.</param>
    /// <param name="ct">Ends waiting.</param>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public void Reopen(StageIdentity identity, Action<StoredStage, string> keep, Action<string> note, CancellationToken ct)
    {
        var folder = FolderOf(identity);
        if (!Directory.Exists(folder))
            return;
        using var held = FileLock.Take(folder + ".lock", () => note($"{identity.Stage}: another process is making {identity.FolderName}; waiting for it"), ct);
        if (Find(identity, note) is not { } stored)
            return;
        var work = Path.Combine(folder + ".partial", "work");
        Directory.CreateDirectory(work);
        keep(stored, work);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether a process is making the outputs at this moment.</summary>
    /// <param name="identity">What the outputs follow from.</param>
    public bool IsHeld(StageIdentity identity)
    {
        var path = FolderOf(identity) + ".lock";
        if (!File.Exists(path))
            return false;
        using var free = FileLock.TryTake(path);
        return free is null;
    }

    /// <summary>Looks the outputs up; null when they are missing or damaged.</summary>
    /// <param name="identity">What the outputs follow from.</param>
    /// <param name="note">Takes a line that names the damage.</param>
    public StoredStage? Find(StageIdentity identity, Action<string> note)
    {
        var folder = FolderOf(identity);
        if (!Directory.Exists(folder))
            return null;
        var record = StageRecord.TryLoad(Path.Combine(folder, StageRecord.FileName));
        var damage = record is null ? $"{StageRecord.FileName} cannot be read"
            : record.Key != identity.Key ? $"{StageRecord.FileName} belongs to another key"
            : record.Outputs.Select(output => DamageOf(folder, output)).FirstOrDefault(found => found is not null);
        if (damage is null)
        {
            MarkUsed(folder);
            return new StoredStage(folder, record!, Cached: true);
        }
        note($"{identity.Stage}: {damage} in {folder}; making it again");
        return null;
    }

    private static string? DamageOf(string folder, OutputRecord output)
    {
        if (Path.GetFileName(output.Name) != output.Name)
            return $"output {output.Name} lies outside";
        var file = new FileInfo(Path.Combine(folder, output.Name));
        if (!file.Exists)
            return $"output {output.Name} is missing";
        if (file.Length != output.SizeBytes)
            return $"output {output.Name} has {file.Length} bytes instead of {output.SizeBytes}";
        if (file.Length >= AlwaysDigestBelowBytes && file.LastWriteTimeUtc.Ticks == output.ModifiedUtcTicks)
            return null;
        return FileDigest.OfFile(file.FullName) == output.Sha256 ? null : $"output {output.Name} is damaged (its SHA-256 differs)";
    }

    private static StoredStage Make(StageIdentity identity, long seed, Func<StageWorkspace, StageProducts> make, string folder)
    {
        var partial = folder + ".partial";
        var workspace = new StageWorkspace(Path.Combine(partial, "out"), Path.Combine(partial, "work"));
        if (Directory.Exists(workspace.OutputFolder))
            Directory.Delete(workspace.OutputFolder, recursive: true);
        Directory.CreateDirectory(workspace.OutputFolder);
        Directory.CreateDirectory(workspace.WorkFolder);

        var watch = Stopwatch.StartNew();
        var products = make(workspace);
        var record = new StageRecord
        {
            Stage = identity.Stage,
            Key = identity.Key,
            Identity = identity.ToJson(),
            Seed = seed,
            Seconds = Math.Round(watch.Elapsed.TotalSeconds, 3),
            Summary = products.Summary,
            Figures = products.Figures,
            Outputs = [.. products.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => Seal(workspace.OutputFolder, o.Key, o.Value))],
        };
        RefuseUnnamed(workspace.OutputFolder, identity.Stage, products);
        record.Save(Path.Combine(workspace.OutputFolder, StageRecord.FileName));

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(workspace.OutputFolder, folder);
        Directory.Delete(partial, recursive: true);
        return new StoredStage(folder, record, Cached: false);
    }

    private static OutputRecord Seal(string folder, string name, OutputKind kind)
    {
        var path = Path.Combine(folder, name);
        AtomicFile.Flush(path);
        var file = new FileInfo(path);
        return new OutputRecord(name, kind, file.Length, FileDigest.OfFile(path), file.LastWriteTimeUtc.Ticks);
    }

    private static void RefuseUnnamed(string folder, string stage, StageProducts products)
    {
        var unnamed = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !products.Outputs.ContainsKey(name!));
        if (unnamed is not null)
            throw new InvalidOperationException($"stage {stage} left {unnamed} in its output folder without naming it as an output");
    }

    // gc keeps what was used last. On a read-only store the time cannot be set, and need not be: nothing is collected there.
    private static void MarkUsed(string folder)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
        }
    }
}
