namespace EdgeKd.Edge.Targets.Runner;

/// <summary>What was answered to one image.</summary>
/// <param name="Top">The likeliest classes, min(5, K) of them, the first one first.</param>
/// <param name="Score">The probability (softmax of the logits) of the first.</param>
/// <param name="LabelLogProbability">The natural logarithm of the probability of the image's own label; null of unlabelled images.</param>
/// <param name="Logits">The first 16 hex digits of the SHA-256 of the K logits as little-endian float32.</param>
public sealed record RunnerAnswer(IReadOnlyList<int> Top, double Score, double? LabelLogProbability, string Logits);
