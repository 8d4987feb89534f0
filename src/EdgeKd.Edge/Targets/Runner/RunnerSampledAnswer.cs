namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The answer of one timed run.</summary>
/// <param name="Image">The image's number.</param>
/// <param name="Logits">As in <see cref="RunnerAnswer"/>.</param>
public sealed record RunnerSampledAnswer(int Image, string Logits);
