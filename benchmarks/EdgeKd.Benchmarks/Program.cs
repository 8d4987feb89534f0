using EdgeKd.Benchmarks;
using EdgeKd.Edge;
using TorchSharp.Extensions;
using static TorchSharp.torch;

// --output=FOLDER takes data and results, --seconds=N is the least time of one measurement, --only=NAME runs one group.
// --instructions=FOLDER, of the native runners, instead puts the instructions that qemu counts beside the real latency.
// --unchanged-pairs=N instead records measurements of a model beside itself in unchanged-pairs.json until there are N.
var output = ValueOf("--output=") ?? Path.Combine("artifacts", "bench");
var seconds = double.Parse(ValueOf("--seconds=") ?? "6", System.Globalization.CultureInfo.InvariantCulture);
Directory.CreateDirectory(output);

HostMemory.KeepFreedBlocks();
set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{CpuInfo.ModelName}, {get_num_threads()} threads; libtorch {LibTorch.Version} on {LibTorch.BlasName}, ONNX Runtime {OnnxRuntimeInfo.Version}");

using var images = BenchmarkImages.Prepare(Path.Combine(output, "data"));
if (ValueOf("--instructions=") is { } runner)
{
    InstructionCosts.Run(images, Path.Combine(output, "data", EdgeKd.Data.DataPreparation.TestFile), output, runner);
    return 0;
}
if (ValueOf("--unchanged-pairs=") is { } count)
{
    UnchangedPairs.Record(images, output, Path.Combine(output, "unchanged-pairs.json"), int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

var groups = new Dictionary<string, Func<IEnumerable<Measurement>>>
{
    ["loading"] = () => LoadingBenchmarks.Run(images, Path.Combine(output, "data"), seconds),
    ["training"] = () => TrainingBenchmarks.Run(images, seconds),
    ["inference"] = () => InferenceBenchmarks.Run(images, output, seconds),
    ["int8"] = () => QuantizedBenchmarks.Run(output, seconds),
};
var only = ValueOf("--only=");
if (only is not null && !groups.ContainsKey(only))
{
    Console.Error.WriteLine($"There is no group '{only}': use {string.Join(", ", groups.Keys)}.");
    return 2;
}

var table = new ResultTable();
foreach (var measurement in groups.Where(group => only is null || group.Key == only).SelectMany(group => group.Value()))
    table.Add(measurement);
table.Print();
table.Save(Path.Combine(output, "bench.json"));
Console.WriteLine($"Results: {Path.Combine(output, "bench.json")}");
return 0;

string? ValueOf(string option) =>
    args.LastOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
