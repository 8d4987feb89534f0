namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The timed runs of a latency run, in the order measured.</summary>
public sealed record RunnerLatency
{
    /// <summary>The model alone, in milliseconds.</summary>
    public required IReadOnlyList<double> InferenceMs { get; init; }

    /// <summary>From pixels to the answer, in milliseconds.</summary>
    public required IReadOnlyList<double> EndToEndMs { get; init; }

    /// <summary>The timed part by the clock of the day, in seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>The timed part by the clock that is never set, in seconds.</summary>
    public required double MonotonicSeconds { get; init; }

    /// <summary>The number of each run's image.</summary>
    public required IReadOnlyList<int> Images { get; init; }

    /// <summary>The answers of a random part of the runs.</summary>
    public required IReadOnlyList<RunnerSampledAnswer> SampledAnswers { get; init; }

    /// <summary>Pairs of blocks after the timed part, one of a single image and one of several; null or empty where there is one image
    /// only, or the time is not that of a device.</summary>
    public IReadOnlyList<RepetitionPair>? Repetition { get; init; }

    /// <summary>The processor's frequency at start and end, in kHz; null where the system does not say.</summary>
    public IReadOnlyList<long>? FrequencyKhz { get; init; }

    /// <summary>The temperature at start and end, in thousandths of a degree Celsius; null where the system does not say.</summary>
    public IReadOnlyList<long>? TemperatureMilliC { get; init; }
}
