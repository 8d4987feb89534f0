using EdgeKd.Models.Blocks;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Merges the branches of RepVGG's and MobileOne's blocks, as they compute in evaluation mode, to one convolution.</summary>
public static class BranchedConvolutionFusion
{
    /// <summary>
    /// Each normalisation folded into its convolution (a shortcut's into the identity kernel), smaller kernels centred, all added
    /// up; Ding et al., "RepVGG" (2021), figure 4. Computed in float64 and rounded once to the branches' type.
    /// </summary>
    /// <param name="convolution">The branches; they are left as they are.</param>
    /// <returns>
    /// Kernel and bias of the convolution of size <see cref="BranchedConvolution.KernelSize"/>, padded by half of it, with the
    /// branches' stride and groups; new tensors, owned by the caller's dispose scope.
    /// </returns>
    /// <exception cref="ArgumentException">A normalisation has no running statistics.</exception>
    public static FusedConvolution Fuse(BranchedConvolution convolution)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var merged = ParallelBranches.Fuse([.. convolution.Branches.Select(branch => Folded(convolution, branch))]);
        var like = TypeOf(convolution);
        return new FusedConvolution(merged.Weight.to(like.dtype), merged.Bias.to(like.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>One branch with its normalisation folded in, before it is added to the others.</summary>
    /// <returns>Float64 kernel and bias; new tensors, owned by the caller's dispose scope.</returns>
    internal static FusedConvolution Folded(BranchedConvolution convolution, ConvolutionBranch branch)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var kernel = branch.Convolution is { } conv
            ? conv.weight!.to(ScalarType.Float64)
            : IdentityKernel.Create(convolution.InputChannels, convolution.Groups, 1, ScalarType.Float64, TypeOf(convolution).device);
        return BatchNormFusion.Fuse(kernel, branch.Convolution?.bias, branch.Norm).MoveToOuterDisposeScope();
    }

    private static Tensor TypeOf(BranchedConvolution convolution) =>
        convolution.Branches.First(branch => branch.Convolution is not null).Convolution!.weight!;
}
