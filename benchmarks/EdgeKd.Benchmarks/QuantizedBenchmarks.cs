using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;

namespace EdgeKd.Benchmarks;

/// <summary>Milliseconds for one image of 224×224 in the smaller forms of a model, one thread; the peer is the same network in
/// float32.</summary>
/// <remarks>All are measured in turn, and of each form the round with the median ratio counts: other work on the machine slows all
/// of a round. Ranges are made up, for they change no integer kernel's time.</remarks>
internal static class QuantizedBenchmarks
{
    private const int Side = 224;
    private const int Rounds = 5;

    /// <summary>Measures MobileNetV2 as it was published for ImageNet.</summary>
    public static IEnumerable<Measurement> Run(string folder, double seconds)
    {
        using var network = ModelZoo.Create("mobilenetv2", new() { Classes = 1000, Stem = ModelOptions.ImageNetStem });
        network.eval();
        var float32 = OnnxExporter.Export(network, new() { Height = Side, Width = Side });
        var prepared = GraphPreparation.Prepare(float32);
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(-6, 6));
        using var peer = Open(float32, "fp32");
        using var int8 = Open(QdqQuantizer.Quantize(prepared, new() { Ranges = ranges }), "int8");
        using var half = Open(HalfPrecision.Convert(float32), "fp16");
        using var weights = Open(WeightOnlyQuantizer.Quantize(float32), "int8-weights");

        var options = new LatencyOptions { MinSeconds = seconds / 4, MaxSeconds = seconds };
        float[][] images = [[.. Enumerable.Range(0, 3 * Side * Side).Select(i => (i % 17 / 8f) - 1)]];
        OnnxClassifier[] forms = [peer, int8, half, weights];
        var rounds = Enumerable.Range(0, Rounds).Select(_ => forms.Select(form => LatencyRunner.Run(form, options, images).P50Ms).ToArray()).ToArray();
        foreach (var (index, form) in new[] { "int8", "fp16", "int8-weights" }.Index())
        {
            var median = rounds.OrderBy(round => round[index + 1] / round[0]).ElementAt(Rounds / 2);
            yield return new("inference", $"mobilenetv2 1.0 {form}, 224×224, batch 1, 1 thread, p50", median[index + 1], "ms", "float32", median[0]);
        }

        OnnxClassifier Open(ModelProto model, string precision)
        {
            var file = Path.Combine(folder, $"mobilenetv2-224.{precision}.onnx");
            OnnxFile.Save(model, file);
            return OnnxClassifier.Open(file, new() { Threads = 1 });
        }
    }
}
