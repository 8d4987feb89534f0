using EdgeKd.Edge.Targets.Parity;

namespace EdgeKd.Edge.Targets.Measuring;

/// <summary>A model to measure on a target, with what this machine answers.</summary>
/// <param name="Precision">Its precision.</param>
/// <param name="Path">The ONNX file.</param>
/// <param name="ClassNames">The K classes.</param>
/// <param name="LocalLogits">N×K logits of this machine to the plan's images.</param>
/// <param name="Limits">How far a target may be from them.</param>
public sealed record PlannedModel(string Precision, string Path, IReadOnlyList<string> ClassNames, float[] LocalLogits, ParityLimits Limits);
