namespace EdgeKd.Release;

/// <summary>What the model answers.</summary>
public sealed record OutputSpecification
{
    /// <summary>The output's name in the model.</summary>
    public required string Name { get; init; }

    /// <summary>What the numbers are: <c>logits</c>, N×K.</summary>
    public string Kind { get; init; } = "logits";
}
