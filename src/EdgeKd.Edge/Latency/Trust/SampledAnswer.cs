namespace EdgeKd.Edge;

/// <summary>What a model answered while it was timed.</summary>
/// <param name="Image">The image's place in its set.</param>
/// <param name="Logits">K logits.</param>
public sealed record SampledAnswer(int Image, float[] Logits);
