using EdgeKd.Benchmarks.Conversion;
using EdgeKd.Benchmarks.Kernels;
using EdgeKd.Benchmarks.Runs;

namespace EdgeKd.Benchmarks;

/// <summary>The groups whose figures are rows of one table, <c>bench.json</c>.</summary>
internal static class MeasurementGroups
{
    private static readonly (string Name, Func<BenchOptions, IEnumerable<Measurement>> Run)[] All =
    [
        ("loading", OnImages((images, options) => LoadingBenchmarks.Run(images, DataFolder(options), options.Seconds))),
        ("waiting", OnImages((images, options) => WaitingBenchmarks.Run(images, options))),
        ("training", OnImages((images, options) => TrainingBenchmarks.Run(images, options.Seconds))),
        ("inference", OnImages((images, options) => InferenceBenchmarks.Run(images, options.Output, options.Seconds))),
        ("int8", options => QuantizedBenchmarks.Run(options.Output, options.Seconds)),
        ("conversion", OnImages(ConversionBenchmarks.Run)),
        ("kernels", options => KernelBenchmarks.Run(Path.Combine(options.Output, "kernels"), options.Peers)),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(group => group.Name);

    /// <summary>Where generated images lie.</summary>
    public static string DataFolder(BenchOptions options) => Path.Combine(options.Output, "data");

    /// <summary>Runs those that are asked for, prints their table and saves it.</summary>
    public static void Run(BenchOptions options)
    {
        var table = new ResultTable();
        foreach (var measurement in All.Where(group => options.Asks(group.Name)).SelectMany(group => group.Run(options)))
            table.Add(measurement);
        if (table.IsEmpty)
            return;
        var file = Path.Combine(options.Output, "bench.json");
        table.Print();
        table.Save(file);
        Console.WriteLine($"Results: {file}");
    }

    private static Func<BenchOptions, IEnumerable<Measurement>> OnImages(Func<Data.IImageSet, BenchOptions, IEnumerable<Measurement>> run)
    {
        return Measure;

        IEnumerable<Measurement> Measure(BenchOptions options)
        {
            using var images = BenchmarkImages.Prepare(DataFolder(options));
            foreach (var measurement in run(images, options))
                yield return measurement;
        }
    }
}
