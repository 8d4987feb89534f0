namespace EdgeKd.Onnx;

/// <summary>Writes the INT8 form of a graph: QuantizeLinear and DequantizeLinear around operators that runtimes fuse.</summary>
/// <remarks>
/// Activations are uint8, asymmetric, per tensor; weights int8, symmetric, per output channel; biases int32 with the scale
/// input × weight. These are the forms that ONNX Runtime's docs/performance/model-optimizations/quantization.md names for CPUs.
/// </remarks>
public static class QdqQuantizer
{
    /// <summary>Quantizes a model. The same model and options give the same bytes.</summary>
    /// <param name="prepared">A model from <see cref="GraphPreparation"/>; not changed.</param>
    /// <param name="options">Ranges and exceptions.</param>
    /// <returns>A new model with the same inputs, outputs and metadata, plus <c>edgekd.precision</c> = <c>int8</c>.</returns>
    /// <exception cref="ArgumentException">A range is missing or no range, or a name or length in the options does not fit the graph.</exception>
    public static ModelProto Quantize(ModelProto prepared, QuantizationOptions options) => throw new NotImplementedException();
}
