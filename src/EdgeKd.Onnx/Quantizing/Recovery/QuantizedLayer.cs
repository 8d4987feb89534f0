namespace EdgeKd.Onnx;

/// <summary>A layer with weights that a quantized model computes in integers, and where its <see cref="TwinGraph"/> shows the error.</summary>
public sealed record QuantizedLayer
{
    /// <summary>Name of the node, in the prepared graph and in the quantized one.</summary>
    public required string Node { get; init; }

    /// <summary>Conv, Gemm or MatMul.</summary>
    public required string Operator { get; init; }

    /// <summary>What the layer computes of its float input with float weights, before any activation; N×C or N×C×H×W.</summary>
    public required string Output { get; init; }

    /// <summary>What it computes of its rounded input with rounded weights.</summary>
    public required string QuantizedOutput { get; init; }

    /// <summary>What it computes of its rounded input with float weights.</summary>
    public required string OutputOfRoundedInput { get; init; }

    /// <summary>The bias of each output channel in the prepared graph, zeros where it has none; null for MatMul, which cannot have one.</summary>
    public required float[]? Bias { get; init; }

    /// <summary>Names of the nodes that make or read the layer's input, itself among them: the input stays float32 where all of them do.</summary>
    public required IReadOnlyList<string> InputNodes { get; init; }
}
