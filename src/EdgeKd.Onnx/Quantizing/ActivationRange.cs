namespace EdgeKd.Onnx;

/// <summary>The range that a tensor's values take, as calibration found it.</summary>
/// <param name="Min">The smallest value; finite, at most <paramref name="Max"/>.</param>
/// <param name="Max">The largest value; finite.</param>
/// <remarks>The range need not hold 0: <see cref="QdqQuantizer"/> widens it, since 0 must have an exact integer.</remarks>
public sealed record ActivationRange(float Min, float Max);
