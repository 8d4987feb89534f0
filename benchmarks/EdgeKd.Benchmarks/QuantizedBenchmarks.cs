using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;

namespace EdgeKd.Benchmarks;

/// <summary>Milliseconds for one image of 224×224 in INT8, one thread; the peer is the same network in float32.</summary>
/// <remarks>Both are measured in turn, and the pair with the median ratio counts: other work on the machine slows both halves
/// of a pair. Ranges are made up, for they change no integer kernel's time.</remarks>
internal static class QuantizedBenchmarks
{
    private const int Side = 224;
    private const int Pairs = 5;

    /// <summary>Measures MobileNetV2 as it was published for ImageNet.</summary>
    public static IEnumerable<Measurement> Run(string folder, double seconds)
    {
        using var network = ModelZoo.Create("mobilenetv2", new() { Classes = 1000, Stem = ModelOptions.ImageNetStem });
        network.eval();
        var float32 = OnnxExporter.Export(network, new() { Height = Side, Width = Side });
        var prepared = GraphPreparation.Prepare(float32);
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(-6, 6));
        using var peer = Open(float32, "mobilenetv2-224.fp32.onnx");
        using var int8 = Open(QdqQuantizer.Quantize(prepared, new() { Ranges = ranges }), "mobilenetv2-224.int8.onnx");

        var options = new LatencyOptions { MinSeconds = seconds / 4, MaxSeconds = seconds };
        float[][] images = [[.. Enumerable.Range(0, 3 * Side * Side).Select(i => (i % 17 / 8f) - 1)]];
        var pairs = Enumerable.Range(0, Pairs)
            .Select(_ => (Float: LatencyRunner.Run(peer, options, images).P50Ms, Int8: LatencyRunner.Run(int8, options, images).P50Ms))
            .OrderBy(pair => pair.Int8 / pair.Float).ToArray();
        var (floatMs, int8Ms) = pairs[Pairs / 2];
        yield return new("inference", "mobilenetv2 1.0 int8, 224×224, batch 1, 1 thread, p50", int8Ms, "ms", "float32", floatMs);

        OnnxClassifier Open(ModelProto model, string name)
        {
            var file = Path.Combine(folder, name);
            OnnxFile.Save(model, file);
            return OnnxClassifier.Open(file, new() { Threads = 1 });
        }
    }
}
