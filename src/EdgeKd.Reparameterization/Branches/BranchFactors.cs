using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The tensors of one linear multi-branch convolution, from which <see cref="BranchKernel"/> makes its kernel.</summary>
/// <remarks>
/// The block of Hu et al., "Online Convolutional Re-parameterization" (2022), in the form that Gap Preserving Distillation
/// trains (six branches, one vector of scales a branch, no normalisation inside). O output channels, C input channels in g
/// groups, I = C/g inputs a group, k the side of the kernel, E depthwise filters an input channel (8). A depthwise
/// convolution has g = C and I = 1. The tensors belong to whoever made them; the record only names them.
/// </remarks>
/// <param name="Origin">Branch 0, O×I×k×k: the plain kernel.</param>
/// <param name="Avg">Branch 1, O×I×1×1: weights of the k×k mean.</param>
/// <param name="PriorPointwise">Branch 2, O×I×1×1: weights of the fixed frequency filters.</param>
/// <param name="PriorBank">Branch 2, O×k×k: those filters, <see cref="BranchKernel.PriorBank"/>; not trained.</param>
/// <param name="SequencePointwise">Branch 3, C×I×1×1: what the 1×1 before the k×k differs by from the identity.</param>
/// <param name="SequenceIdentity">Branch 3, C×I×1×1: that identity within each group; not trained.</param>
/// <param name="SequenceKernel">Branch 3, O×I×k×k: the k×k after the 1×1.</param>
/// <param name="Full">Branch 4, O×I×k×k: a second plain kernel.</param>
/// <param name="DepthwiseSeparableDepthwise">Branch 5, E·C×1×k×k: E filters an input channel, channel by channel.</param>
/// <param name="DepthwiseSeparablePointwise">Branch 5, O×E·I×1×1: their mixture.</param>
/// <param name="Scale">M×O: one factor a branch and output channel.</param>
/// <param name="Bias">O values, added after the convolution and before the layer's normalisation.</param>
public sealed record BranchFactors(
    Tensor Origin,
    Tensor Avg,
    Tensor PriorPointwise,
    Tensor PriorBank,
    Tensor SequencePointwise,
    Tensor SequenceIdentity,
    Tensor SequenceKernel,
    Tensor Full,
    Tensor DepthwiseSeparableDepthwise,
    Tensor DepthwiseSeparablePointwise,
    Tensor Scale,
    Tensor Bias);
