using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>What a teacher says about a batch; no gradient flows into it.</summary>
/// <param name="Logits">N×K logits.</param>
/// <param name="Features">N×C or N×C×H×W features by name; empty when none was asked for.</param>
public sealed record TeacherOutput(Tensor Logits, IReadOnlyDictionary<string, Tensor> Features);
