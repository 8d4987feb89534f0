using System.Text;

namespace EdgeKd.Release;

/// <summary>What happened to the releases of a model, in order: the contents of <c>history.jsonl</c>. Immutable.</summary>
/// <remarks>One line a change, so that version control shows and merges changes. Each line names what was released before it: two
/// lines that were merged but made in place of the same release contradict each other, and reading says so.</remarks>
public sealed record ReleaseHistory
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "history.jsonl";

    private const long MaxSizeBytes = 1 << 20;

    private ReleaseHistory(string model, IReadOnlyList<HistoryEntry> entries) => (Model, Entries) = (model, entries);

    /// <summary>The name of the model whose releases they are.</summary>
    public string Model { get; }

    /// <summary>All changes, the first one first.</summary>
    public IReadOnlyList<HistoryEntry> Entries { get; }

    /// <summary>The change that settled what is released now; null before the first release.</summary>
    public HistoryEntry? Last => Entries.Count > 0 ? Entries[^1] : null;

    /// <summary>The promotions, the first one first.</summary>
    public IEnumerable<HistoryEntry> Promotions => Entries.Where(entry => entry.Action == HistoryAction.Promoted);

    /// <summary>How a version became a release; null where it never did.</summary>
    public HistoryEntry? Promotion(string version) => Promotions.FirstOrDefault(entry => entry.Version == version);

    /// <summary>The history of a model before its first release.</summary>
    internal static ReleaseHistory Before(string model) => new(model, []);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">A line is none, or contradicts an earlier one; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReleaseHistory Load(string path)
    {
        var sizeBytes = new FileInfo(path).Length;
        return sizeBytes <= MaxSizeBytes
            ? Parse(File.ReadAllText(path), path)
            : throw new InvalidDataException($"{path}: {sizeBytes} bytes are more than the {MaxSizeBytes} that a history may have; take it back from version control.");
    }

    /// <summary>Reads the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static ReleaseHistory Parse(string lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ReleaseHistory? history = null;
        foreach (var (i, line) in lines.Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            var where = $"{name}: line {i + 1}";
            if (line.StartsWith("<<<<<<<", StringComparison.Ordinal))
                throw new InvalidDataException($"{where}: it holds a merge conflict; keep the lines of the release that came first, and ship and promote the other one again.");
            var json = Encoding.UTF8.GetBytes(line);
            history = history is null ? Begin(json, where) : history.With(JsonFile.Parse<HistoryEntry>(json, where), where);
        }

        return history ?? throw new InvalidDataException($"{name}: it is empty; take it back from version control.");
    }

    private static ReleaseHistory Begin(byte[] json, string where)
    {
        var header = JsonFile.Parse<HistoryHeader>(json, where);
        return header.Schema == HistoryHeader.CurrentSchema
            ? new(header.Model, [])
            : throw new InvalidDataException($"{where}: schema is {header.Schema}, but this program knows schema {HistoryHeader.CurrentSchema}.");
    }

    /// <summary>The history with one change more.</summary>
    /// <exception cref="InvalidDataException">It contradicts what is there.</exception>
    internal ReleaseHistory With(HistoryEntry entry, string where) => FaultOf(entry, where) is { } fault
        ? throw new InvalidDataException($"{where}: {fault}.")
        : new(Model, [.. Entries, entry]);

    /// <summary>The bytes of the file.</summary>
    internal byte[] ToBytes() => [.. JsonFile.ToLine(new HistoryHeader(HistoryHeader.CurrentSchema, Model)), .. Entries.SelectMany(JsonFile.ToLine)];

    private string? FaultOf(HistoryEntry entry, string where)
    {
        VersionOrder.Parse(entry.Version, where);
        if (entry.Sha256 is not { Length: 64 } || !entry.Sha256.All(char.IsAsciiHexDigitLower))
            return "sha256 is not 64 lower-case hexadecimal digits";
        if (entry.By is { } by && (by.Length is 0 or > 200 || by.Any(char.IsControl)))
            return "by is empty, too long, or holds a control character";
        if (entry.From != Last?.Version)
            return $"{entry.Version} was released in place of {entry.From ?? "none"}, but {Last?.Version ?? "none"} was the release by then; keep the lines of one of both, and ship and promote the other again";
        var promotion = Promotion(entry.Version);
        return (entry.Action, promotion) switch
        {
            (HistoryAction.Promoted, not null) => $"{entry.Version} was promoted before; a version is released once",
            (HistoryAction.RolledBack, null) => $"{entry.Version} was never promoted, so nothing can be rolled back to it",
            (HistoryAction.RolledBack, { Sha256: var sha }) when sha != entry.Sha256 => $"{entry.Version} has another sha256 than when it was promoted",
            _ => null,
        };
    }
}
