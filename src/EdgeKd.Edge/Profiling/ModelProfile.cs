namespace EdgeKd.Edge;

/// <summary>Where the time of a model goes.</summary>
/// <param name="InferenceMs">One inference, in milliseconds, profiling included.</param>
/// <param name="Nodes">The nodes in the order in which they ran; their times sum up to less than <paramref name="InferenceMs"/>.</param>
/// <param name="Runs">Measured inferences.</param>
/// <param name="Threads">Threads inside one operator.</param>
public sealed record ModelProfile(double InferenceMs, IReadOnlyList<NodeTime> Nodes, int Runs, int Threads)
{
    /// <summary>The time of all nodes in one inference, in milliseconds.</summary>
    public double NodesMs => Nodes.Sum(node => node.TimeMs);
}
