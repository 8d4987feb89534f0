namespace EdgeKd.Release;

/// <summary>The first line of <c>history.jsonl</c>: by it, a history without releases is another thing than a file that was emptied.</summary>
/// <param name="Schema">The version of the format.</param>
/// <param name="Model">The model's name.</param>
internal sealed record HistoryHeader(int Schema, string Model)
{
    public const int CurrentSchema = 1;
}
