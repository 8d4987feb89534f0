using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>One link of a classifier's chain: a name and the module that computes it.</summary>
/// <param name="Name">Unique in its network; the state-dict prefix where the stage has parameters of its own.</param>
/// <param name="Module">Maps one tensor to one tensor and leaves its input as it is.</param>
public sealed record Stage(string Name, nn.Module<Tensor, Tensor> Module);
