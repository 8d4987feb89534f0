using System.ComponentModel.DataAnnotations;

namespace EdgeKd.Release;

/// <summary>What a wrong answer costs.</summary>
public sealed record ClassCost
{
    /// <summary>The true class; null for any.</summary>
    public string? Label { get; init; }

    /// <summary>The answer; null for any other than the true class.</summary>
    public string? Answer { get; init; }

    /// <summary>The cost; other wrong answers cost 1, right ones nothing.</summary>
    [Range(0, 1e9)] public required double Cost { get; init; }
}
