using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Planning;

/// <summary>What a plan tries.</summary>
public sealed record PlanOptions
{
    /// <summary>The recipe that students are varied of.</summary>
    public required string RecipePath { get; init; }

    /// <summary>What the run adds to it.</summary>
    public required PipelineOptions Run { get; init; }

    /// <summary>What a student may take.</summary>
    public required PlanBudget Budget { get; init; }

    /// <summary>Networks of the zoo; empty for the recipe's own.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Factors on the number of channels, of the networks that have them.</summary>
    public IReadOnlyList<double> Widths { get; init; } = [0.25, 0.35, 0.5, 0.75, 1];

    /// <summary>Sides of the input in pixels; empty for the recipe's own.</summary>
    public IReadOnlyList<int> ImageSizes { get; init; } = [];

    /// <summary>Where latency is measured: <c>local</c>, or one of the recipe's targets that is a device.</summary>
    public string Target { get; init; } = BundleTarget.Local;

    /// <summary>The folder that recipes of the students within the budget are written to; null for none.</summary>
    public string? OutFolder { get; init; }
}
