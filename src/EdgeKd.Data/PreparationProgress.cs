namespace EdgeKd.Data;

/// <summary>How far a preparation is.</summary>
/// <param name="Done">Images prepared, or bytes fetched in KiB.</param>
/// <param name="Total">How many there will be; 0 when not known.</param>
public sealed record PreparationProgress(int Done, int Total)
{
    /// <summary>What is being done: <c>fetch</c>, or the name of a part.</summary>
    public string Step { get; init; } = "";
}
