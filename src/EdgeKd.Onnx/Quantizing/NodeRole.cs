namespace EdgeKd.Onnx;

/// <summary>What quantization makes of a node.</summary>
internal enum NodeRole
{
    /// <summary>It stays in float32.</summary>
    Float,

    /// <summary>It computes with integers: a DequantizeLinear before each input, a QuantizeLinear behind each output.</summary>
    Quantized,

    /// <summary>It only moves or selects values: its output has the input's scale and zero point.</summary>
    Moving,

    /// <summary>A Relu or Clip that the range of its output makes superfluous: the node before it takes its place.</summary>
    Absorbed,
}
