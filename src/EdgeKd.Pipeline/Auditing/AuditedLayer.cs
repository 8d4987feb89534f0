namespace EdgeKd.Pipeline.Auditing;

/// <summary>One node of an audited model.</summary>
public sealed record AuditedLayer
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its operator in the model.</summary>
    public required string Operator { get; init; }

    /// <summary>What ONNX Runtime made of it: <c>quantized</c>, <c>island</c>, <c>float</c>, <c>absorbed</c>, <c>index</c>, <c>entry</c>,
    /// <c>exit</c>, <c>unfused</c> or <c>added</c>; <see cref="Onnx.NodeState"/> says what each means.</summary>
    public required string State { get; init; }

    /// <summary>The operators that run for it.</summary>
    public required IReadOnlyList<string> RunsAs { get; init; }

    /// <summary>The execution provider that runs them; empty where none does.</summary>
    public required string Provider { get; init; }

    /// <summary>The node that an absorbed activation runs within, where that is known.</summary>
    public string? FusedInto { get; init; }

    /// <summary>The rule that is broken, such as <c>operator-not-supported</c>, where the node stayed in float.</summary>
    public string? Rule { get; init; }

    /// <summary>How it is broken, in one line.</summary>
    public string? Reason { get; init; }

    /// <summary>What to change, in one line.</summary>
    public string? Remedy { get; init; }

    /// <summary>Its time in one inference, in milliseconds.</summary>
    public required double TimeMs { get; init; }

    /// <summary>Its share of the time of all nodes, 0 to 1.</summary>
    public required double Share { get; init; }
}
