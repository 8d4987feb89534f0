namespace EdgeKd.Edge;

/// <summary>How a model is profiled.</summary>
public sealed record ProfileOptions
{
    /// <summary>Measured inferences, at least 1.</summary>
    public int Runs { get; init; } = 30;

    /// <summary>Inferences before those.</summary>
    public int WarmUpRuns { get; init; } = 3;

    /// <summary>Threads inside one operator, at least 1. Operators run one after the other.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Shapes of inputs by name, for those that the file leaves open. An open first dimension is a batch of 1, the open
    /// sides of an image are 224 or what the metadata names; other open dimensions are 1.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Shapes { get; init; } = new Dictionary<string, IReadOnlyList<int>>();
}
