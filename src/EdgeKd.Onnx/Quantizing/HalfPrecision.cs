namespace EdgeKd.Onnx;

/// <summary>Writes the FP16 form of a graph.</summary>
public static class HalfPrecision
{
    /// <summary>Converts a model: float32 inputs and outputs stay, between them all float32 becomes float16.</summary>
    /// <param name="float32Model">The model; not changed.</param>
    /// <returns>A new model with the same metadata, plus <c>edgekd.precision</c> = <c>fp16</c>.</returns>
    /// <exception cref="InvalidDataException">A constant does not fit float16.</exception>
    public static ModelProto Convert(ModelProto float32Model) => throw new NotImplementedException();
}
