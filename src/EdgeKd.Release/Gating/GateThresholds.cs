namespace EdgeKd.Release;

/// <summary>What a model has to reach, in every precision. A threshold that is null is not asked for; a value exactly at its limit
/// passes.</summary>
public sealed record GateThresholds
{
    /// <summary>The least top-1, a share from 0 to 1.</summary>
    public double? MinTop1 { get; init; }

    /// <summary>The largest drop of top-1 against the released baseline, in percentage points.</summary>
    public double? MaxTop1DropPoints { get; init; }

    /// <summary>The largest distance of top-1 below the teacher's, in percentage points.</summary>
    public double? MaxTeacherGapPoints { get; init; }

    /// <summary>The largest 90th percentile of latency, in milliseconds.</summary>
    public double? MaxLatencyP90Ms { get; init; }

    /// <summary>The largest model file, in bytes.</summary>
    public long? MaxSizeBytes { get; init; }

    /// <summary>The largest drop of the INT8 model's top-1 below the float model's, in percentage points.</summary>
    public double? MaxInt8DropPoints { get; init; }

    /// <summary>Whether one precision that keeps all rules is enough: those that break one are left out of the release. Otherwise
    /// one broken rule refuses all.</summary>
    public bool AnyPrecision { get; init; }

    /// <summary>The most float islands in the graph that ONNX Runtime runs of a quantized model.</summary>
    public int? MaxFloatIslands { get; init; }

    /// <summary>Requires limits that can be compared with.</summary>
    /// <exception cref="ArgumentException">One is not finite or negative; the message names it.</exception>
    public void Require()
    {
        RequireRange(nameof(MinTop1), MinTop1, 1);
        RequireRange(nameof(MaxTop1DropPoints), MaxTop1DropPoints, 100);
        RequireRange(nameof(MaxTeacherGapPoints), MaxTeacherGapPoints, 100);
        RequireRange(nameof(MaxLatencyP90Ms), MaxLatencyP90Ms, double.MaxValue);
        RequireRange(nameof(MaxInt8DropPoints), MaxInt8DropPoints, 100);
        RequireRange(nameof(MaxSizeBytes), MaxSizeBytes, long.MaxValue);
        RequireRange(nameof(MaxFloatIslands), MaxFloatIslands, int.MaxValue);
    }

    private static void RequireRange(string name, double? value, double most)
    {
        if (value is { } number && !(number >= 0 && number <= most))
            throw new ArgumentException(FormattableString.Invariant($"The gate's {name} is {number}, but must be from 0 to {most}."));
    }
}
