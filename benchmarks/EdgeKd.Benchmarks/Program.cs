using EdgeKd.Benchmarks;
using EdgeKd.Benchmarks.Runs;
using EdgeKd.Benchmarks.Steps;
using EdgeKd.Edge;
using TorchSharp.Extensions;
using static TorchSharp.torch;

BenchOptions? options;
StepGroup? steps;
try
{
    options = BenchOptions.Parse(args);
    if (options is null)
        return 0;
    // What cannot be measured or checked is said before anything is measured.
    steps = options.Measures && options.Asks(BenchOptions.StepsGroup) ? new StepGroup(options) : null;
    Directory.CreateDirectory(options.Output);
    if (options.Measures && options.Data is { } data && options.Asks(BenchOptions.RunGroup))
        RunData.Prepare(data, options.Output);
}
catch (Exception e) when (e is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
    return 2;
}

try
{
    return Measure(options, steps);
}
catch (MeasurementException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Measure(BenchOptions options, StepGroup? steps)
{
    var dataFolder = MeasurementGroups.DataFolder(options);
    if (options.Step is { } step)
    {
        StepServer.Run(step.Split(','), dataFolder);
        return 0;
    }

    if (options.Part is { } part)
    {
        RunServer.Run(part.Split(','), options.Output);
        return 0;
    }

    HostMemory.KeepFreedBlocks();
    set_num_threads(Environment.ProcessorCount);
    var libtorch = $"libtorch {LibTorch.Version} on {LibTorch.BlasName}";
    Console.WriteLine($"{CpuInfo.ModelName}, {get_num_threads()} threads; {libtorch}, ONNX Runtime {OnnxRuntimeInfo.Version}");
    if (options.Instructions is { } runner)
    {
        using var images = BenchmarkImages.Prepare(dataFolder);
        InstructionCosts.Run(images, Path.Combine(dataFolder, EdgeKd.Data.DataPreparation.TestFile), options.Output, runner);
        return 0;
    }

    if (options.UnchangedPairs is { } count)
    {
        using var images = BenchmarkImages.Prepare(dataFolder);
        UnchangedPairs.Record(images, options.Output, Path.Combine(options.Output, "unchanged-pairs.json"), count);
        return 0;
    }

    var status = steps?.Run() ?? 0;
    if (options.Asks(BenchOptions.RunGroup))
        RunBenchmarks.Run(options);
    MeasurementGroups.Run(options);
    return status;
}
