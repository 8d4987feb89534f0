namespace EdgeKd.Pipeline.Quantizing;

/// <summary>The activation of a model that goes farthest from 0.</summary>
/// <param name="Node">Name of the node that computes it.</param>
/// <param name="Magnitude">Its largest absolute value.</param>
internal sealed record LargestActivation(string Node, float Magnitude);
