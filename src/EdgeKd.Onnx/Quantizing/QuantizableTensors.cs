namespace EdgeKd.Onnx;

/// <summary>The activations whose ranges <see cref="QdqQuantizer"/> needs.</summary>
/// <remarks>What only moves or selects values (MaxPool, Flatten, …) takes over its input's range and is not named, nor is what a
/// Relu or Clip is about to cut.</remarks>
public static class QuantizableTensors
{
    /// <summary>Names of the float32 tensors to calibrate: inputs first, then in the order in which the graph computes them.</summary>
    /// <param name="prepared">A model from <see cref="GraphPreparation"/>.</param>
    public static IReadOnlyList<string> Of(ModelProto prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        return [.. new QuantizationPlan(prepared.Graph, new HashSet<string>()).Sources];
    }
}
