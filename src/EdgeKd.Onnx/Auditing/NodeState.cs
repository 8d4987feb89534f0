namespace EdgeKd.Onnx;

/// <summary>What ONNX Runtime made of a node.</summary>
public enum NodeState
{
    /// <summary>It computes with, or only moves, 8-bit integers.</summary>
    Quantized,

    /// <summary>It runs in float between DequantizeLinear and QuantizeLinear: a float island, alone or with neighbours.</summary>
    Island,

    /// <summary>It runs in float outside of what is quantized: before the first QuantizeLinear, behind the last
    /// DequantizeLinear, or in a model without them.</summary>
    Float,

    /// <summary>It is gone: computed beforehand, merged into a neighbour, or made superfluous by a range.</summary>
    Absorbed,

    /// <summary>It computes shapes and indices.</summary>
    Index,

    /// <summary>A QuantizeLinear behind the float part at the start.</summary>
    Entry,

    /// <summary>A DequantizeLinear before the float part at the end.</summary>
    Exit,

    /// <summary>A QuantizeLinear or DequantizeLinear inside that was not fused: it costs time and belongs to an island or to weights left in float.</summary>
    Unfused,

    /// <summary>A node that the runtime added, such as a change of memory layout.</summary>
    Added,
}
