using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Onnx;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks;

/// <summary>Whether executed instructions tell how long a network takes: over networks of different width, depth and precision, those that
/// qemu-user counts for one inference beside the real median latency, and Spearman's rank correlation of both.</summary>
/// <remarks>The same runner and the same ONNX Runtime in both: on this processor, and on qemu's emulated x86-64. All networks are timed in
/// turn, and of each the median round counts.</remarks>
internal static class InstructionCosts
{
    private const int Rounds = 5;
    private const int CountedRuns = 8;

    private static readonly (string Network, double Width)[] Networks =
    [
        ("mobilenetv1", 0.25), ("mobilenetv1", 0.5), ("mobilenetv1", 1), ("mobilenetv2", 0.25), ("mobilenetv2", 0.5), ("mobilenetv2", 1),
        ("resnet8", 1), ("resnet20", 1), ("resnet32", 1), ("resnet56", 1),
    ];

    /// <summary>Measures and prints a table.</summary>
    /// <param name="images">Gives classes and size.</param>
    /// <param name="data">A packed file of such images.</param>
    /// <param name="folder">Takes the model files.</param>
    /// <param name="runner">The folder of the native runners, <c>artifacts/native/runner</c>.</param>
    public static void Run(IImageSet images, string data, string folder, string runner)
    {
        (string Name, string File)[] models = [.. Networks.SelectMany(network => Export(images, folder, network.Network, network.Width))];
        var rounds = Enumerable.Range(0, Rounds).Select(round => models.Select(model => P50Ms(model.File, data, runner)).ToArray()).ToArray();
        double[] p50Ms = [.. models.Select((_, i) => rounds.Select(round => round[i]).Order().ElementAt(Rounds / 2))];
        double[] instructions = [.. models.Select(model => Instructions(model.File, data, folder, runner))];

        Console.WriteLine("| network | instructions | p50 |\n|---|---:|---:|");
        foreach (var (i, model) in models.Index().OrderBy(model => instructions[model.Index]))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {model.Name} | {instructions[i] / 1e6:F2} M | {p50Ms[i]:F3} ms |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Spearman's rho over {models.Length} models: {Correlation.Spearman(instructions, p50Ms):F3}"));
    }

    private static IEnumerable<(string Name, string File)> Export(IImageSet images, string folder, string name, double width)
    {
        using var network = ModelZoo.Create(name, new() { Classes = images.ClassNames.Count, Width = width });
        network.eval();
        var float32 = OnnxExporter.Export(network, new() { Height = images.Height, Width = images.Width, Mean = [0.5f, 0.5f, 0.5f], StandardDeviation = [0.5f, 0.5f, 0.5f] });
        var prepared = GraphPreparation.Prepare(float32);
        var int8 = QdqQuantizer.Quantize(prepared, new() { Ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(-6, 6)) });
        foreach (var (precision, model) in new[] { ("fp32", float32), ("int8", int8) })
        {
            var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{width}.{precision}.onnx"));
            OnnxFile.Save(model, file);
            yield return (string.Create(CultureInfo.InvariantCulture, $"{name} {width} {precision}"), file);
        }
    }

    private static double P50Ms(string model, string data, string runner)
    {
        using var result = JsonDocument.Parse(Output(Executable(runner), ["latency", model, "--data", data, "--warm-up", "32", "--min-runs", "256", "--min-seconds", "0.5"]));
        return result.RootElement.GetProperty("latency").GetProperty("inferenceMs").EnumerateArray().Select(sample => sample.GetDouble()).Median();
    }

    private static double Instructions(string model, string data, string folder, string runner)
    {
        var count = Path.GetFullPath(Path.Combine(folder, "instructions.json"));
        File.Delete(count);
        Output("qemu-x86_64",
        [
            "-cpu", "max", "-plugin", $"{Path.Combine(runner, "qemu-plugin", "libedgekd_instructions.so")},out={count}", Executable(runner),
            "latency", model, "--data", data, "--limit", "8", "--warm-up", "1", "--min-runs", CountedRuns.ToString(CultureInfo.InvariantCulture), "--min-seconds", "0",
        ]);
        using var counted = JsonDocument.Parse(File.ReadAllBytes(count));
        return counted.RootElement.GetProperty("marked").GetDouble() / counted.RootElement.GetProperty("runs").GetDouble();
    }

    private static string Executable(string runner) => Path.Combine(runner, "linux-x64", "edgekd-runner");

    private static string Output(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}; its line is above");
    }
}
