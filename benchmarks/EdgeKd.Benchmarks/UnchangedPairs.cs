using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;

namespace EdgeKd.Benchmarks;

/// <summary>Records what the stage baseline would measure of a model beside itself, again and again: the noise that the gate's rules
/// about latency and memory have to bear. The recording is the input of a test.</summary>
internal static class UnchangedPairs
{
    /// <summary>Measures, and writes the file after each measurement; where it is there already, goes on behind its last one.</summary>
    /// <param name="images">Images to measure with.</param>
    /// <param name="folder">Takes the model file.</param>
    /// <param name="path">The recording.</param>
    /// <param name="measurements">How many there are to be in the end.</param>
    public static void Record(IImageSet images, string folder, string path, int measurements)
    {
        using var network = ModelZoo.Create("mobilenetv2", new() { Classes = images.ClassNames.Count, Width = 0.5 });
        network.eval();
        var file = Path.Combine(folder, "mobilenetv2-0.5.onnx");
        OnnxFile.Save(OnnxExporter.Export(network, new() { Height = images.Height, Width = images.Width }), file);
        using var model = OnnxClassifier.Open(file);
        var subject = new BlockSubject(model, Normalization.Symmetric);
        var lines = Load(path);
        for (var i = lines.Count; i < measurements; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var result = PairedBlocksRunner.Run(subject, subject, BlockOptions.Quick, images, seed: i);
            lines.Add(Line(result));
            Save(path, lines);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{i + 1} of {measurements}: {result.Candidate.Count} pairs in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s{(result.Doubt is { } doubt ? $"; {doubt}" : "")}"));
        }
    }

    /// <summary>The blocks of a measurement pair after pair: candidate's and baseline's median and 90th percentile in microseconds, and
    /// peak of memory in KiB, −1 where it was not measured.</summary>
    private static string Line(PairedBlocksResult result) => $"[{string.Join(",", result.Candidate.Zip(result.Baseline, (c, b) => $"{Block(c)},{Block(b)}"))}]";

    private static string Block(BlockResult block) => string.Create(CultureInfo.InvariantCulture,
        $"{1000 * block.MedianMs:F1},{1000 * block.P90Ms:F1},{(block.PeakBytes is { } bytes ? bytes / 1024 : -1)}");

    private static List<string> Load(string path)
    {
        if (!File.Exists(path))
            return [];
        using var recording = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. recording.RootElement.GetProperty("measurements").EnumerateArray().Select(measurement => measurement.GetRawText())];
    }

    private static void Save(string path, IReadOnlyList<string> lines)
    {
        var text = new StringBuilder("{\n")
            .Append(CultureInfo.InvariantCulture, $"  \"cpu\": \"{CpuInfo.ModelName}\",\n  \"onnxRuntime\": \"{OnnxRuntimeInfo.Version}\",\n")
            .Append("  \"model\": \"mobilenetv2 0.5, 32×32, fp32, one thread\",\n")
            .Append("  \"fields\": \"candidate p50 µs, p90 µs, peak KiB, baseline p50 µs, p90 µs, peak KiB, pair after pair\",\n")
            .Append("  \"measurements\": [\n    ").AppendJoin(",\n    ", lines).Append("\n  ]\n}\n");
        File.WriteAllText($"{path}.tmp", text.ToString());
        File.Move($"{path}.tmp", path, overwrite: true);
    }
}
