namespace EdgeKd.Edge;

/// <summary>What the model of one precision answers to the golden images.</summary>
/// <param name="Logits">N rows of K logits, in the order of the images.</param>
/// <param name="Tolerance">How far a logit may be from these on another machine (<see cref="GoldenTolerance"/>).</param>
public sealed record GoldenPrecision(IReadOnlyList<float[]> Logits, double Tolerance);
