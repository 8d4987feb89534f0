namespace EdgeKd.Onnx;

/// <summary>What <see cref="QdqQuantizer"/> needs to know beside the graph.</summary>
public sealed record QuantizationOptions
{
    /// <summary>The ranges of activations by tensor name: all that <see cref="QuantizableTensors"/> names; others are ignored.</summary>
    public required IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; }

    /// <summary>Bits of a weight: 8 for [-127, 127]; 7 for [-63, 63], where x64 without VNNI would saturate sums of two products.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Names of nodes of the prepared graph that stay in float32. Nodes that only move or cut values (MaxPool, Relu, …)
    /// follow the nodes around them, named or not.</summary>
    public IReadOnlySet<string> FloatNodes { get; init; } = new HashSet<string>();

    /// <summary>Corrected biases by the name of their Conv or Gemm node, in place of the node's own: one value an output channel.</summary>
    public IReadOnlyDictionary<string, float[]> Biases { get; init; } = new Dictionary<string, float[]>();
}
