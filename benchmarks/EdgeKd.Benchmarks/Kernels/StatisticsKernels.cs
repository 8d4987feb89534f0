using BenchmarkDotNet.Attributes;
using EdgeKd.Release;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>The statistics that the release gate takes longest for: 10,000 test images of ten classes, 60 pairs of latency blocks.</summary>
public class StatisticsKernels
{
    private const int Images = 10_000, Blocks = 60;

    private readonly int[] _classes = [.. Enumerable.Range(0, Images).Select(i => i % 10)];
    private readonly bool[] _differs = new bool[Images];
    private readonly double[] _candidateMs = new double[Blocks], _baselineMs = new double[Blocks];
    private readonly PairedOutcomes _outcomes = new(9000, 140, 160, 700);

    /// <summary>Draws answers and latencies.</summary>
    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        for (var i = 0; i < Images; i++)
            _differs[i] = random.NextDouble() < 0.03;
        for (var i = 0; i < Blocks; i++)
            (_candidateMs[i], _baselineMs[i]) = (1 + random.NextDouble(), 1 + random.NextDouble());
    }

    /// <summary>The bootstrap of a metric without a test of its own.</summary>
    [Benchmark(Description = "paired bootstrap, 10,000 images, 2,000 draws")]
    public double Bootstrap() => PairedBootstrap.Of(_classes, places => places.Count(place => _differs[place]) / (double)Images, seed: 1)!.StandardError;

    /// <summary>The interval of the difference of two accuracies.</summary>
    [Benchmark(Description = "score interval of two accuracies")]
    public double ScoreInterval() => PairedScore.Interval(_outcomes, 0.9).Lower;

    /// <summary>The ratio of two latencies with its bounds.</summary>
    [Benchmark(Description = "ratio of latencies, 60 pairs of blocks")]
    public double? LatencyRatio() => BlockRatio.Of(_candidateMs, _baselineMs, 0.95).Upper;
}
