namespace EdgeKd.Distillation.Quantization;

/// <summary>The range of an activation that its integers span.</summary>
/// <param name="Min">The smallest value; finite, at most <paramref name="Max"/>.</param>
/// <param name="Max">The largest value; finite. A range without 0 is widened to it, since 0 must have an exact integer.</param>
public readonly record struct QuantizationRange(float Min, float Max);
