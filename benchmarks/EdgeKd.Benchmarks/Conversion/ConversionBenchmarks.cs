using EdgeKd.Benchmarks.Processes;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Onnx;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks.Conversion;

/// <summary>Seconds to write MobileNetV2 as ONNX, beside torch.onnx, and to make INT8 of it: rounds in turns, medians.</summary>
internal static class ConversionBenchmarks
{
    private const string Peer = "torch.onnx", Script = "export_onnx.py";

    /// <summary>Measures at 32×32 with the 512 calibration images that recipes have by default, and at 224×224 with 64.</summary>
    public static IEnumerable<Measurement> Run(IImageSet images, BenchOptions options)
    {
        using var large = BenchmarkImages.Prepare(Path.Combine(options.Output, "data-224"), side: 224, count: 80);
        foreach (var (set, count, stem) in new[] { (images, 512, ModelOptions.CifarStem), (large, 64, ModelOptions.ImageNetStem) })
            foreach (var measurement in Measure(set, count, stem, options))
                yield return measurement;
    }

    private static IEnumerable<Measurement> Measure(IImageSet images, int count, string stem, BenchOptions options)
    {
        var (side, file) = (images.Height, Path.Combine(options.Output, $"conversion-{images.Height}.onnx"));
        using var network = ModelZoo.Create("mobilenetv2", new() { Classes = images.ClassNames.Count, Stem = stem });
        network.eval();
        using var calibration = SelectedImages.Stratified(images, count, seed: 1);
        string[] arguments = [TimedProcess.Text(side), TimedProcess.Text(images.ClassNames.Count), Path.ChangeExtension(file, "peer.onnx")];
        using var peer = options.Peers is { } peers && TimedProcess.HasPeers ? TimedProcess.Peer(Peer, Path.Combine(peers, Script), arguments) : null;
        var (exports, peerExports, conversions) = (new List<double>(), new List<double>(), new List<double>());
        // The first round warms up and does not count.
        for (var round = 0; round <= options.Rounds; round++)
        {
            ModelProto? model = null;
            Add(exports, TimedServer.Seconds(1, () => OnnxFile.Save(model = OnnxExporter.Export(network, new() { Height = side, Width = side }), file)));
            if (peer is not null)
                Add(peerExports, peer.Run(1));
            Add(conversions, TimedServer.Seconds(1, () => Int8Conversion.Run(model!, calibration, file, Environment.ProcessorCount)));

            void Add(List<double> times, double seconds)
            {
                if (round > 0)
                    times.Add(seconds);
            }
        }

        double? peerExport = peer is null ? null : peerExports.Median();
        yield return new("conversion", $"mobilenetv2 1.0 to ONNX, {side}×{side}", exports.Median(), "s", peer?.Name, peerExport);
        yield return new("conversion", $"mobilenetv2 1.0 to INT8, {side}×{side}, {calibration.Count} calibration images", conversions.Median(), "s");
    }
}
