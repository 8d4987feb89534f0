using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>Small work that each step, quantization or gate does again and again, by BenchmarkDotNet.</summary>
internal static class KernelBenchmarks
{
    /// <summary>The classes whose methods are measured.</summary>
    public static IReadOnlyList<Type> Kernels { get; } =
    [
        typeof(LossKernels), typeof(UpdateKernels), typeof(NormalizationKernels), typeof(ConvolutionKernels), typeof(QuantizationKernels),
        typeof(StatisticsKernels), typeof(AugmentationKernels),
    ];

    /// <summary>Measures the medians of BenchmarkDotNet's short run.</summary>
    /// <param name="folder">Takes its JSON, a file a class under <c>results</c>, and what it says meanwhile.</param>
    /// <param name="peers">The folder of the Python peers; null where there are none.</param>
    /// <exception cref="MeasurementException">A kernel failed; the message names the log.</exception>
    public static IEnumerable<Measurement> Run(string folder, string? peers)
    {
        Directory.CreateDirectory(folder);
        var log = Path.Combine(folder, "kernels.log");
        IEnumerable<BenchmarkReport> reports;
        using (var writer = new StreamWriter(log))
        {
            // In this process: BenchmarkDotNet's own way, a project that it makes and builds, needs the packages' feed.
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .AddLogger(new StreamLogger(writer))
                .AddExporter(JsonExporter.Full)
                .WithArtifactsPath(folder)
                .WithOptions(ConfigOptions.DisableLogFile);
            var summaries = BenchmarkRunner.Run([.. Kernels], config);
            reports = [.. summaries.SelectMany(summary => summary.Reports)];
            var expected = Kernels.Sum(kernel => BenchmarkConverter.TypeToBenchmarks(kernel, config).BenchmarksCases.Length);
            if (reports.Count(report => report is { Success: true, ResultStatistics: not null }) != expected)
                throw new MeasurementException($"A kernel failed; {log} says which and why.");
        }

        var libtorch = new KernelPeers(peers);
        foreach (var report in reports)
        {
            var name = NameOf(report.BenchmarkCase);
            var theirs = libtorch.Microseconds(name);
            yield return new("kernels", name, report.ResultStatistics!.Median / 1000, "µs", theirs is null ? null : KernelPeers.Name, theirs);
        }
    }

    internal static string NameOf(BenchmarkCase kernel)
    {
        var name = kernel.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        return kernel.HasParameters ? $"{name} ({kernel.Parameters.DisplayInfo.Trim('[', ']')})" : name;
    }
}
