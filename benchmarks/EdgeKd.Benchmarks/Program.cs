using EdgeKd.Benchmarks;
using EdgeKd.Benchmarks.Runs;
using EdgeKd.Benchmarks.Steps;
using EdgeKd.Edge;
using TorchSharp.Extensions;
using static TorchSharp.torch;

BenchOptions? options;
StepGroup steps;
try
{
    options = BenchOptions.Parse(args);
    if (options is null)
        return 0;
    // What cannot be measured or checked is said before anything is measured.
    steps = new StepGroup(options);
    Directory.CreateDirectory(options.Output);
    if (options.Data is { } data && options.Asks(BenchOptions.RunGroup))
        RunData.Prepare(data, options.Output);
}
catch (Exception e) when (e is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
    return 2;
}

if (options.Step is { } step)
    StepServer.Run(step.Split(','), MeasurementGroups.DataFolder(options));
else if (options.Part is { } part)
    RunServer.Run(part.Split(','), options.Output);
if (options.Step is not null || options.Part is not null)
    return 0;

HostMemory.KeepFreedBlocks();
set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{CpuInfo.ModelName}, {get_num_threads()} threads; libtorch {LibTorch.Version} on {LibTorch.BlasName}, ONNX Runtime {OnnxRuntimeInfo.Version}");
if (options.Instructions is not null || options.UnchangedPairs is not null)
{
    using var images = BenchmarkImages.Prepare(MeasurementGroups.DataFolder(options));
    if (options.Instructions is { } runner)
        InstructionCosts.Run(images, Path.Combine(MeasurementGroups.DataFolder(options), EdgeKd.Data.DataPreparation.TestFile), options.Output, runner);
    else
        UnchangedPairs.Record(images, options.Output, Path.Combine(options.Output, "unchanged-pairs.json"), options.UnchangedPairs!.Value);
    return 0;
}

var status = options.Asks(BenchOptions.StepsGroup) ? steps.Run() : 0;
if (options.Asks(BenchOptions.RunGroup))
    RunBenchmarks.Run(options);
MeasurementGroups.Run(options);
return status;
