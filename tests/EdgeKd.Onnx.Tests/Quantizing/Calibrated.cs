namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Quantizes with the smallest and largest values that a few images give.</summary>
internal static class Calibrated
{
    /// <summary>The ranges of a prepared model's tensors.</summary>
    public static Dictionary<string, ActivationRange> Ranges(ModelProto prepared, Values images)
    {
        var open = prepared.Clone();
        var tensors = QuantizableTensors.Of(prepared);
        var input = prepared.Graph.Input[0].Name;
        GraphTensors.AddOutputs(open, tensors.Where(name => name != input), "model");
        var values = RuntimeModel.Run(open, images);
        values[input] = images;
        return tensors.ToDictionary(name => name, name => new ActivationRange(values[name].Data.Min(), values[name].Data.Max()));
    }

    /// <summary>Prepares and quantizes.</summary>
    public static ModelProto Quantize(ModelProto model, Values images)
    {
        var prepared = GraphPreparation.Prepare(model);
        return QdqQuantizer.Quantize(prepared, new() { Ranges = Ranges(prepared, images) });
    }

    /// <summary>The ratio of signal to noise in dB.</summary>
    public static double SignalToNoise(Values expected, Values actual) =>
        10 * Math.Log10(expected.Data.Sum(value => (double)value * value) / expected.Data.Zip(actual.Data, (a, b) => (double)(a - b) * (a - b)).Sum());
}
