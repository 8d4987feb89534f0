using System.Text.Json.Serialization;

namespace EdgeKd.Edge;

/// <summary>The latency of a model at batch 1, from given input to logits; decoding is not in it, and
/// resizing and normalising are where the model does them itself.</summary>
public sealed record LatencyResult
{
    /// <summary>Half of the runs were at most this long, in milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <summary>The 90th percentile, in milliseconds.</summary>
    public required double P90Ms { get; init; }

    /// <summary>The 99th percentile, in milliseconds.</summary>
    public required double P99Ms { get; init; }

    /// <summary>The upper limit of the 90th percentile at 99 % confidence, in milliseconds (<see cref="EarlyStopping"/>); null where there
    /// were fewer than 64 runs.</summary>
    public double? P90UpperMs { get; init; }

    /// <summary>The mean, in milliseconds.</summary>
    public required double MeanMs { get; init; }

    /// <summary>The shortest run, in milliseconds.</summary>
    public required double MinMs { get; init; }

    /// <summary>The very first run after loading, in milliseconds.</summary>
    public required double FirstRunMs { get; init; }

    /// <summary>Loading the model, in milliseconds.</summary>
    public required double LoadMs { get; init; }

    /// <summary>The timed runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Every timed run in the order measured, in milliseconds.</summary>
    public required double[] SamplesMs { get; init; }

    /// <summary>Threads the model ran on.</summary>
    public required int Threads { get; init; }

    /// <summary>Why the measurement says too little; null where it is complete.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Why the measurement is not to be trusted, after it was repeated; null where it is.</summary>
    public string? Doubt { get; init; }

    /// <summary>How often it was measured until it could be trusted, or was given up.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>A random part of the answers that were timed, for <see cref="PerformanceAnswers"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<SampledAnswer> SampledAnswers { get; init; } = [];

    /// <summary>A percentile of timed runs as MLPerf's load generator takes it: the sample at position count · p, truncated.</summary>
    /// <param name="samplesMs">The runs, at least one.</param>
    /// <param name="p">The percentile as a share, 0 to 1.</param>
    public static double PercentileOf(IEnumerable<double> samplesMs, decimal p) => Percentiles.Of(samplesMs.Order().ToArray(), p);

    /// <summary>Summarises timed runs.</summary>
    /// <param name="samplesMs">Every run in the order measured, in milliseconds, at least one.</param>
    /// <param name="firstRunMs">The very first run.</param>
    /// <param name="loadMs">Loading the model.</param>
    /// <param name="threads">Threads the model ran on.</param>
    /// <param name="options">What was asked for.</param>
    internal static LatencyResult Of(double[] samplesMs, double firstRunMs, double loadMs, int threads, LatencyOptions options)
    {
        var sorted = samplesMs.Order().ToArray();
        var seconds = samplesMs.Sum() / 1000;
        return new LatencyResult
        {
            P50Ms = Percentiles.Of(sorted, 0.50m),
            P90Ms = Percentiles.Of(sorted, 0.90m),
            P99Ms = Percentiles.Of(sorted, 0.99m),
            P90UpperMs = EarlyStopping.UpperLimit(sorted, 0.90),
            MeanMs = samplesMs.Average(),
            MinMs = sorted[0],
            FirstRunMs = firstRunMs,
            LoadMs = loadMs,
            Runs = samplesMs.Length,
            SamplesMs = samplesMs,
            Threads = threads,
            Incomplete = samplesMs.Length < options.MinRuns
                ? $"{samplesMs.Length} of {options.MinRuns} runs in {seconds:F1} s: raise the maximum of {options.MaxSeconds} s, or ask for fewer runs"
                : null,
        };
    }

    /// <summary>The same, not to be trusted where the timed answers are not those of an accuracy run on the same set.</summary>
    /// <param name="accuracy">What the accuracy run answered.</param>
    public LatencyResult ComparedWith(ClassifierAnswers accuracy) =>
        PerformanceAnswers.Doubt(accuracy, SampledAnswers) is { } differs ? this with { Doubt = Doubt is null ? differs : $"{differs}; {Doubt}" } : this;
}
