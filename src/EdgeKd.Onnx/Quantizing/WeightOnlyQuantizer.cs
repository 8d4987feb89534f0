namespace EdgeKd.Onnx;

/// <summary>Writes the form of a graph that stores int8 weights and computes in float32: a quarter of the size, no calibration.</summary>
public static class WeightOnlyQuantizer
{
    /// <summary>Quantizes the weights of Conv, Gemm and MatMul per output channel, each behind a DequantizeLinear.</summary>
    /// <param name="float32Model">The model; not changed.</param>
    /// <returns>A new model with the same inputs, outputs and metadata, plus <c>edgekd.precision</c> = <c>int8-weights</c>.</returns>
    public static ModelProto Quantize(ModelProto float32Model) => throw new NotImplementedException();
}
