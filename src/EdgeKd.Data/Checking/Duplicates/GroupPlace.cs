namespace EdgeKd.Data.Checking;

/// <summary>Where the files of a group of duplicates lie.</summary>
/// <param name="Files">The files.</param>
internal sealed record GroupPlace(IReadOnlyList<CheckedFile> Files)
{
    public bool IsAcrossParts => Files.Any(file => file.Class.Part != Files[0].Class.Part);

    public bool IsAcrossClasses => Files.Any(file => file.Class.Name != Files[0].Class.Name);

    public string Parts => Words(Files.Select(file => file.Class.Part));

    public string Classes => Words(Files.Select(file => file.Class.Name));

    public string[] Names => [.. Files.Select(file => file.Name).Order(StringComparer.Ordinal)];

    private static string Words(IEnumerable<string> names) => string.Join(" and ", names.Distinct().Order(StringComparer.Ordinal));
}
