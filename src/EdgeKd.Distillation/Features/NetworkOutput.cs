using static TorchSharp.torch;

namespace EdgeKd.Distillation.Features;

/// <summary>What a network computed for a batch.</summary>
/// <param name="Logits">N×K logits.</param>
/// <param name="Features">N×C or N×C×H×W features by name.</param>
public sealed record NetworkOutput(Tensor Logits, IReadOnlyDictionary<string, Tensor> Features);
