namespace EdgeKd.Edge;

/// <summary>The range of values that a tensor is to keep.</summary>
/// <param name="Min">The smallest; finite, at most 0.</param>
/// <param name="Max">The largest; finite, at least 0.</param>
public sealed record TensorRange(float Min, float Max);
