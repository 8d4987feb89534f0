using System.Diagnostics;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks;

/// <summary>Milliseconds for one image on ONNX Runtime; the peer is the same network in libtorch.</summary>
internal static class InferenceBenchmarks
{
    /// <summary>Measures two students on one thread and on all.</summary>
    public static IEnumerable<Measurement> Run(IImageSet images, string folder, double seconds)
    {
        foreach (var width in new[] { 0.25, 0.5 })
        {
            using var network = ModelZoo.Create("mobilenetv2", new() { Classes = images.ClassNames.Count, Width = width });
            network.eval();
            var file = Path.Combine(folder, FormattableString.Invariant($"mobilenetv2-{width}.onnx"));
            OnnxFile.Save(OnnxExporter.Export(network, new() { Height = images.Height, Width = images.Width }), file);
            network.ToChannelsLast();
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                using var model = OnnxClassifier.Open(file, new() { Threads = threads });
                var options = new LatencyOptions { MinSeconds = seconds / 2, MaxSeconds = seconds };
                var latency = LatencyRunner.Run(model, options, images, Normalization.Symmetric);
                yield return new("inference", FormattableString.Invariant($"mobilenetv2 {width} fp32, batch 1, {threads} threads, p50"), latency.P50Ms, "ms",
                    "libtorch", TorchP50Ms(network, images, threads, seconds / 2));
            }
        }

        set_num_threads(Environment.ProcessorCount);
    }

    private static double TorchP50Ms(ImageClassifier network, IImageSet images, int threads, double seconds)
    {
        set_num_threads(threads);
        using var guard = inference_mode();
        using var plain = zeros(1, 3, images.Height, images.Width);
        using var image = plain.ToChannelsLast();
        var samples = new List<double>();
        var total = Stopwatch.StartNew();
        for (var run = 0; run < 20 || total.Elapsed.TotalSeconds < seconds; run++)
        {
            var start = Stopwatch.GetTimestamp();
            network.forward(image).Dispose();
            if (run >= 10)
                samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        samples.Sort();
        return samples[samples.Count / 2];
    }
}
