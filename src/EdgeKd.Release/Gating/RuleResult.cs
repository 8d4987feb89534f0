using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>How one rule of the gate came out for one precision, target, class or slice.</summary>
public sealed record RuleResult
{
    /// <summary>The rule that a latency is measured over enough runs.</summary>
    public const string LatencyRuns = "latencyRuns";

    /// <summary>The rule that a model is none of the releases before the current one.</summary>
    public const string NewWeights = "newWeights";

    /// <summary>The metric: one of <see cref="GateMetrics"/>, or a rule that every release keeps: <see cref="LatencyRuns"/>,
    /// <see cref="NewWeights"/>.</summary>
    public required string Metric { get; init; }

    /// <summary>How it came out.</summary>
    public required RuleOutcome Outcome { get; init; }

    /// <summary>What it was compared with: <c>released</c>, <c>float</c>, <c>teacher</c>; null for an absolute limit.</summary>
    public string? Against { get; init; }

    /// <summary>The precision that was measured; null where the rule is about all.</summary>
    public string? Precision { get; init; }

    /// <summary>The target that was measured on; null where it does not matter.</summary>
    public string? Target { get; init; }

    /// <summary>The class; null for all images.</summary>
    public string? Class { get; init; }

    /// <summary>The slice; null for all images.</summary>
    public string? Slice { get; init; }

    /// <summary><c>error</c> or <c>warning</c>.</summary>
    public string Level { get; init; } = "error";

    /// <summary>What was measured, in <see cref="Unit"/>: the value under an absolute limit, else the difference from the other.
    /// Null where it was not measured.</summary>
    public double? Measured { get; init; }

    /// <summary>The lower end of its interval, where it has one.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper end of its interval, where it has one.</summary>
    public double? Upper { get; init; }

    /// <summary>The one-sided confidence that was asked for: both ends of the interval have it.</summary>
    public double? Confidence { get; init; }

    /// <summary>The limit, in <see cref="Unit"/>: of a margin with the sign of the difference, so that a drop of at most half a point
    /// is −0.5.</summary>
    public required double Limit { get; init; }

    /// <summary>Whether <see cref="Measured"/> must not be below the limit; otherwise not above.</summary>
    public required bool MoreIsBetter { get; init; }

    /// <summary>The unit of all numbers: <c>share</c>, <c>points</c>, <c>ms</c>, <c>bytes</c>, <c>runs</c>, <c>nats</c>, <c>cost</c>,
    /// <c>islands</c>, <c>instructions</c> or <c>releases</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Images or blocks that would decide it, where it is inconclusive.</summary>
    public long? Needed { get; init; }

    /// <summary>What was measured against what, as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to change, where the rule is not kept.</summary>
    public string? Remedy { get; init; }

    /// <summary>Who waived it and why, where it is broken and waived.</summary>
    public string? Waiver { get; init; }

    /// <summary>Whether nothing speaks against the release: the rule is kept, or there was nothing to decide.</summary>
    [JsonIgnore]
    public bool Passed => Outcome is RuleOutcome.Pass or RuleOutcome.PassedOver;

    /// <summary>The rule in a few words: <c>top1 against released (int8)</c>.</summary>
    [JsonIgnore]
    public string Title
    {
        get
        {
            string?[] scope = [Precision, Target, Class is null ? null : $"class {Class}", Slice is null ? null : $"slice {Slice}"];
            var where = string.Join(", ", scope.OfType<string>());
            return $"{Metric}{(Against is null ? "" : $" against {Against}")}{(where.Length == 0 ? "" : $" ({where})")}";
        }
    }
}
