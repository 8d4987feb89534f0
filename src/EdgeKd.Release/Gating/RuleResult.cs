using System.Text.Json.Serialization;

namespace EdgeKd.Release;

/// <summary>How one rule of the gate came out.</summary>
public sealed record RuleResult
{
    /// <summary>The rule: the recipe's key of its limit.</summary>
    public required string Rule { get; init; }

    /// <summary>The precision that was measured; null where the model has one alone.</summary>
    public string? Precision { get; init; }

    /// <summary>Whether it is kept.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was measured, in <see cref="Unit"/>; null where it was not measured.</summary>
    public double? Measured { get; init; }

    /// <summary>The limit, in <see cref="Unit"/>.</summary>
    public required double Limit { get; init; }

    /// <summary>The unit of both numbers: <c>share</c>, <c>points</c>, <c>ms</c>, <c>bytes</c>, <c>runs</c> or <c>islands</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>What was measured against what, as a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to change, where the rule is broken.</summary>
    public string? Remedy { get; init; }

    /// <summary>The rule, and of several precisions the one it is about.</summary>
    [JsonIgnore]
    public string Title => Precision is null ? Rule : $"{Rule} ({Precision})";
}
