using EdgeKd.Benchmarks;
using EdgeKd.Benchmarks.Steps;
using EdgeKd.Edge;
using TorchSharp.Extensions;
using static TorchSharp.torch;

// --output=FOLDER takes data and results, --seconds=N is the least time of one measurement, --only=NAME runs one group.
// --only=steps puts training steps beside their Python peers in --peers=FOLDER, by --rounds=N, of --pair=NAME alone; --check=FILE
// fails where a ratio got worse than in that file by more than a tenth. --step=KIND,TEACHER,PAIR,THREADS is one side of that.
// --instructions=FOLDER, of the native runners, instead puts the instructions that qemu counts beside the real latency.
// --unchanged-pairs=N instead records measurements of a model beside itself in unchanged-pairs.json until there are N.
var output = ValueOf("--output=") ?? Path.Combine("artifacts", "bench");
var seconds = double.Parse(ValueOf("--seconds=") ?? "6", System.Globalization.CultureInfo.InvariantCulture);
Directory.CreateDirectory(output);

if (ValueOf("--step=") is { } step)
{
    StepServer.Run(step.Split(','), Path.Combine(output, "data"));
    return 0;
}

HostMemory.KeepFreedBlocks();
set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{CpuInfo.ModelName}, {get_num_threads()} threads; libtorch {LibTorch.Version} on {LibTorch.BlasName}, ONNX Runtime {OnnxRuntimeInfo.Version}");

var only = ValueOf("--only=");
var status = only is null or "steps" ? CompareSteps() : 0;
if (only == "steps")
    return status;

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
if (only is not null && !groups.ContainsKey(only))
{
    Console.Error.WriteLine($"There is no group '{only}': use steps, {string.Join(", ", groups.Keys)}.");
    return 2;
}

var table = new ResultTable();
foreach (var measurement in groups.Where(group => only is null || group.Key == only).SelectMany(group => group.Value()))
    table.Add(measurement);
table.Print();
table.Save(Path.Combine(output, "bench.json"));
Console.WriteLine($"Results: {Path.Combine(output, "bench.json")}");
return status;

int CompareSteps()
{
    var peers = StepProcess.HasPeers ? ValueOf("--peers=") : null;
    if (peers is null)
        Console.WriteLine("  no peers: install Debian's python3-torch, and name their folder by --peers");
    var pairs = ValueOf("--pair=") is { } name ? [StepPair.Find(name)] : StepPair.All;
    var steps = new List<StepComparison>();
    Console.WriteLine(StepTable.Head);
    foreach (var comparison in StepBenchmarks.Run(pairs, output, peers, int.Parse(ValueOf("--rounds=") ?? "5", System.Globalization.CultureInfo.InvariantCulture), seconds / 3))
    {
        steps.Add(comparison);
        Console.WriteLine(StepTable.Row(comparison));
        StepTable.Save(steps, Path.Combine(output, "steps.json"));
    }

    var worse = ValueOf("--check=") is { } earlier ? StepTable.Worse(steps, StepTable.Load(earlier)) : [];
    foreach (var line in worse)
        Console.Error.WriteLine($"slower than before: {line}");
    return worse.Count == 0 ? 0 : 1;
}

string? ValueOf(string option) =>
    args.LastOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
