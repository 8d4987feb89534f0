namespace EdgeKd.Onnx;

/// <summary>One node of a model, and what ONNX Runtime made of it.</summary>
public sealed record AuditedNode
{
    /// <summary>The node's name, or that of its output; of a node that the runtime added, the name that the runtime gave it.</summary>
    public required string Name { get; init; }

    /// <summary>Its operator in the model, or of an added node in the optimized graph.</summary>
    public required string Operator { get; init; }

    /// <summary>What became of it.</summary>
    public required NodeState State { get; init; }

    /// <summary>Why it stayed in float, where others are quantized.</summary>
    public BrokenRule? Broken { get; init; }

    /// <summary>The node that an absorbed activation runs within.</summary>
    public string? FusedInto { get; init; }

    /// <summary>The operators that run for it, such as <c>QLinearConv</c>; empty where it is gone.</summary>
    public required IReadOnlyList<string> RunsAs { get; init; }

    /// <summary>The names of those nodes in the optimized graph.</summary>
    public required IReadOnlyList<string> RuntimeNodes { get; init; }
}
