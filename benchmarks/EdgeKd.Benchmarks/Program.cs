using EdgeKd.Benchmarks;
using EdgeKd.Edge;
using TorchSharp.Extensions;
using static TorchSharp.torch;

// --output=FOLDER takes data and results, --seconds=N is the least time of one measurement.
var output = ValueOf("--output=") ?? Path.Combine("artifacts", "bench");
var seconds = double.Parse(ValueOf("--seconds=") ?? "6", System.Globalization.CultureInfo.InvariantCulture);
Directory.CreateDirectory(output);

HostMemory.KeepFreedBlocks();
set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{CpuInfo.ModelName}, {get_num_threads()} threads; libtorch {LibTorch.Version} on {LibTorch.BlasName}, ONNX Runtime {OnnxRuntimeInfo.Version}");

using var images = BenchmarkImages.Prepare(Path.Combine(output, "data"));
var table = new ResultTable();
foreach (var measurement in TrainingBenchmarks.Run(images, seconds).Concat(InferenceBenchmarks.Run(images, output, seconds)).Concat(QuantizedBenchmarks.Run(output, seconds)))
    table.Add(measurement);
table.Print();
table.Save(Path.Combine(output, "bench.json"));
Console.WriteLine($"Results: {Path.Combine(output, "bench.json")}");

string? ValueOf(string option) =>
    args.LastOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
