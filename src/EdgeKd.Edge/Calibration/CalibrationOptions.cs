namespace EdgeKd.Edge;

/// <summary>How calibration runs.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Threads of the runtime and of counting, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Bins of a tensor's histogram.</summary>
    public int Bins { get; init; } = 2048;

    /// <summary>False where only the smallest and largest values are wanted: half the time.</summary>
    public bool WithHistograms { get; init; } = true;
}
