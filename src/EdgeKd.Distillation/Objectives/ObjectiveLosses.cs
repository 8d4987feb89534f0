using static TorchSharp.torch;

namespace EdgeKd.Distillation.Objectives;

/// <summary>The losses of one network on one batch; both carry their weights.</summary>
/// <param name="Task">Scalar loss against the labels.</param>
/// <param name="Distillation">Scalar loss against the teacher, or <c>null</c> for methods without a teacher.</param>
public sealed record ObjectiveLosses(Tensor Task, Tensor? Distillation);
