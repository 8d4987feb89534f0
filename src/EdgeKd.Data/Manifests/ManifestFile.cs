namespace EdgeKd.Data.Manifests;

/// <summary>Reads manifests: <c>.csv</c>, or <c>.jsonl</c> and <c>.ndjson</c>.</summary>
internal static class ManifestFile
{
    private const long MaxSizeBytes = 8L << 30;

    /// <summary>Whether a file's name is one of a manifest.</summary>
    public static bool IsManifest(string path) => ReaderOf(path) is not null;

    /// <summary>Reads a manifest and checks every line; whether the images are there is not looked at.</summary>
    /// <exception cref="InvalidDataException">The file is none, or a line cannot be used; the message is <c>file:line: what, and what to do</c>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ManifestTable Read(string path)
    {
        var read = ReaderOf(path) ?? throw new InvalidDataException($"{path}: a manifest is a .csv, .jsonl or .ndjson file; rename it to what it is");
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"the manifest {path} does not exist");
        if (file.Length > MaxSizeBytes) throw new InvalidDataException($"{path}: {file.Length} bytes are more than the {MaxSizeBytes} that a manifest may have; split it");
        var manifest = new ManifestBuilder(path);
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan))
            read(stream, path, manifest);
        return manifest.Build();
    }

    private static Action<Stream, string, ManifestBuilder>? ReaderOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => CsvManifest.Read,
        ".jsonl" or ".ndjson" => JsonLinesManifest.Read,
        _ => null,
    };
}
