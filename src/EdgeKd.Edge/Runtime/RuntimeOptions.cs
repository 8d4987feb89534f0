namespace EdgeKd.Edge;

/// <summary>How a model is run.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Threads inside one operator, at least 1. Operators run one after the other.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether the graph is optimised. False computes each node as it is written, a quantized model in float.</summary>
    public bool Optimizes { get; init; } = true;
}
