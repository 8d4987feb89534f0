using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;

namespace EdgeKd.Benchmarks.Conversion;

/// <summary>From a float model to INT8 ones as the stage Quantize makes them with <c>method: auto</c>: two passes over the calibration images,
/// then ranges and a Q/DQ graph by each method. Measuring their accuracy, by which that stage chooses, is left out.</summary>
internal static class Int8Conversion
{
    private static readonly CalibrationMethod[] Methods =
        [CalibrationMethod.MinMax, CalibrationMethod.Percentile, CalibrationMethod.Entropy, CalibrationMethod.Mse];

    /// <summary>Converts.</summary>
    /// <param name="float32">The float model.</param>
    /// <param name="calibration">The images.</param>
    /// <param name="file">Takes the model with all its activations as outputs.</param>
    /// <param name="threads">Threads of the runtime and of counting.</param>
    /// <returns>A model a method.</returns>
    public static IReadOnlyList<ModelProto> Run(ModelProto float32, IImageSet calibration, string file, int threads)
    {
        var prepared = GraphPreparation.Prepare(float32);
        var tensors = QuantizableTensors.Of(prepared);
        var probed = prepared.Clone();
        GraphTensors.AddOutputs(probed, tensors.Except(prepared.Graph.Input.Select(input => input.Name)), file);
        OnnxFile.Save(probed, file);
        var seen = Calibrator.Run(file, tensors, calibration, Normalization.Symmetric, new CalibrationOptions { Threads = threads });
        return [.. Methods.Select(method => QdqQuantizer.Quantize(prepared, new() { Ranges = Ranges(seen, method) }))];
    }

    private static Dictionary<string, ActivationRange> Ranges(CalibrationResult seen, CalibrationMethod method) =>
        seen.Ranges(method).ToDictionary(range => range.Key, range => new ActivationRange(range.Value.Min, range.Value.Max), StringComparer.Ordinal);
}
