namespace EdgeKd.Onnx;

/// <summary>Makes the float graph that calibration, quantization and debugging run on, so that their tensors can be matched by name.</summary>
/// <remarks>
/// Constants are folded, batch normalisations go into the Conv or Gemm before them, Identity and Dropout and what nobody
/// reads are left out; every node has a unique name. The logits stay the same up to the rounding of float32.
/// </remarks>
public static class GraphPreparation
{
    /// <summary>Prepares a model.</summary>
    /// <param name="float32Model">A float32 model of ONNX operator set 13 or later; not changed.</param>
    /// <returns>A new model with the same inputs, outputs and metadata. Preparing it again changes nothing.</returns>
    /// <exception cref="InvalidDataException">The model is quantized already, or its operator set is too old.</exception>
    public static ModelProto Prepare(ModelProto float32Model) => throw new NotImplementedException();
}
