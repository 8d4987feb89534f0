namespace EdgeKd.Release;

/// <summary>One node of an audited model: the fields of <c>audit.json</c> that a report shows.</summary>
public sealed record LayerTime
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its operator.</summary>
    public required string Operator { get; init; }

    /// <summary>What ONNX Runtime made of it: <c>quantized</c>, <c>island</c>, <c>float</c>, ...</summary>
    public required string State { get; init; }

    /// <summary>The rule that keeps it in float; null where none does.</summary>
    public string? Rule { get; init; }

    /// <summary>How the rule is broken.</summary>
    public string? Reason { get; init; }

    /// <summary>What to change.</summary>
    public string? Remedy { get; init; }

    /// <summary>Its time in one inference, in milliseconds.</summary>
    public required double TimeMs { get; init; }

    /// <summary>Its share of the time of all nodes, 0 to 1.</summary>
    public required double Share { get; init; }
}
