namespace EdgeKd.Release;

/// <summary>Reads trust files.</summary>
internal static class TrustFile
{
    private const int MaxKeys = 1000;

    /// <exception cref="InvalidDataException">It is no trust file; the message names the entry.</exception>
    public static IReadOnlyList<TrustedKey> Read(string path)
    {
        var entries = YamlFile.Read<Document>(path).Keys;
        if (entries is not { Count: > 0 and <= MaxKeys })
            throw new InvalidDataException($"{path}: keys has {entries?.Count ?? 0} entries instead of 1 to {MaxKeys}.");
        return [.. entries.Select((entry, i) => Key(entry, $"{path}: keys[{i}]"))];
    }

    private static TrustedKey Key(Entry? entry, string at)
    {
        if (string.IsNullOrWhiteSpace(entry?.Name) || entry.Name.Any(char.IsControl))
            throw new InvalidDataException($"{at}: name is empty or holds a control character.");
        if (string.IsNullOrWhiteSpace(entry.PublicKey))
            throw new InvalidDataException($"{at} ({entry.Name}): publicKey is missing; it is the text of a .pub.pem file.");
        var key = new TrustedKey(entry.Name, PublicKey.Parse(entry.PublicKey, $"{at} ({entry.Name})"),
            YamlFile.Day(entry.ValidFrom, $"{at}: validFrom"), YamlFile.Day(entry.ValidUntil, $"{at}: validUntil"));
        return key.ValidFrom > key.ValidUntil
            ? throw new InvalidDataException($"{at} ({entry.Name}): validFrom is after validUntil.")
            : key;
    }

    private sealed class Document
    {
        public List<Entry?>? Keys { get; set; }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? PublicKey { get; set; }

        public string? ValidFrom { get; set; }

        public string? ValidUntil { get; set; }
    }
}
