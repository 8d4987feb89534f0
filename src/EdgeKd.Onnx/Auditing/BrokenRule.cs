namespace EdgeKd.Onnx;

/// <summary>Why a node stayed in float.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Reason">How, in one line.</param>
/// <param name="Remedy">What to change, in one line.</param>
public sealed record BrokenRule(FusionRule Rule, string Reason, string Remedy);
