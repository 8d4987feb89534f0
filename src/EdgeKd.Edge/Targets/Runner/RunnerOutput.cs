namespace EdgeKd.Edge.Targets.Runner;

/// <summary>What a runner gave, unchecked.</summary>
/// <param name="Json">Its result.</param>
/// <param name="Logits">The file of its logits; null where none was asked for.</param>
/// <param name="Instructions">Executed guest instructions an inference; null where they were not counted.</param>
internal sealed record RunnerOutput(byte[] Json, byte[]? Logits, double? Instructions = null);
