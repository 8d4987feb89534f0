using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Auditing;

/// <summary>What ONNX Runtime makes of a model, and where the time goes. Serialisable to JSON.</summary>
public sealed record AuditReport
{
    /// <summary>The model file.</summary>
    public required string File { get; init; }

    /// <summary>The version of ONNX Runtime.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>The processor; layouts and times are those of it.</summary>
    public required string Cpu { get; init; }

    /// <summary>Measured inferences at batch 1.</summary>
    public required int Runs { get; init; }

    /// <summary>Threads inside one operator.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether anything in the model runs on integers; a float model has no islands.</summary>
    public required bool IsQuantized { get; init; }

    /// <summary>One inference, in milliseconds, profiling included.</summary>
    public required double InferenceMs { get; init; }

    /// <summary>All nodes in one inference, in milliseconds.</summary>
    public required double NodesMs { get; init; }

    /// <summary>The model's nodes in its order, then those that the runtime added.</summary>
    public required IReadOnlyList<AuditedLayer> Nodes { get; init; }

    /// <summary>The float islands.</summary>
    public required IReadOnlyList<FloatIsland> Islands { get; init; }

    /// <summary>How differently large the weights of each layer's channels are.</summary>
    public required IReadOnlyList<WeightRange> WeightRanges { get; init; }

    /// <summary>The layers among them that are merged branches, before and after; empty where that is not known.</summary>
    public IReadOnlyList<MergedRange> Merged { get; init; } = [];

    /// <summary>Nodes that run on integers.</summary>
    public int QuantizedNodes => Count(NodeState.Quantized);

    /// <summary>Nodes that run in float, in islands or outside.</summary>
    public int FloatNodes => Count(NodeState.Float) + Count(NodeState.Island);

    /// <summary>QuantizeLinear and DequantizeLinear that were not fused, those at the start and the end not counted.</summary>
    public int UnfusedConversions => Count(NodeState.Unfused);

    /// <summary>The share of the time that float nodes take, 0 to 1.</summary>
    public double FloatShare => ShareOf(NodeState.Float) + ShareOf(NodeState.Island);

    /// <summary>The share of the time that conversions which were not fused take, 0 to 1.</summary>
    public double UnfusedShare => ShareOf(NodeState.Unfused);

    private int Count(NodeState state) => Nodes.Count(node => node.State == ModelAudit.Word(state));

    private double ShareOf(NodeState state) => Nodes.Where(node => node.State == ModelAudit.Word(state)).Sum(node => node.Share);
}
