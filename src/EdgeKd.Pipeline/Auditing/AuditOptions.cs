using EdgeKd.Edge;

namespace EdgeKd.Pipeline.Auditing;

/// <summary>How a model is audited.</summary>
public sealed record AuditOptions
{
    /// <summary>Measured inferences, at least 1.</summary>
    public int Runs { get; init; } = new ProfileOptions().Runs;

    /// <summary>Threads inside one operator, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What merging did to layers of this model, where that was written down; others are left out.</summary>
    public IReadOnlyList<MergedRange> Merged { get; init; } = [];

    /// <summary>Shapes of inputs by name, for those that the file leaves open.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Shapes { get; init; } = new Dictionary<string, IReadOnlyList<int>>();
}
