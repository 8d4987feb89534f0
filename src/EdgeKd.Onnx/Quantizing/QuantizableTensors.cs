namespace EdgeKd.Onnx;

/// <summary>The activations whose ranges <see cref="QdqQuantizer"/> needs.</summary>
public static class QuantizableTensors
{
    /// <summary>Names of the float32 tensors to calibrate, in the order in which the graph computes them; inputs first.</summary>
    /// <param name="prepared">A model from <see cref="GraphPreparation"/>.</param>
    public static IReadOnlyList<string> Of(ModelProto prepared) => throw new NotImplementedException();
}
