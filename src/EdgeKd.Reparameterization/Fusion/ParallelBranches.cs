using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Convolutions of one input whose maps are added, as one convolution.</summary>
public static class ParallelBranches
{
    /// <summary>
    /// Adds kernels and biases, smaller kernels centred in the largest (Ding et al., "Diverse Branch Block", 2021, transforms
    /// II and VI).
    /// </summary>
    /// <remarks>All branches have the same stride and groups, and each is padded by half its kernel's side, rounded down.</remarks>
    /// <param name="branches">At least one; odd sides where they differ; the same channels.</param>
    /// <returns>New tensors, differentiable, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no branch, channels differ, or a kernel has no centre place.</exception>
    public static FusedConvolution Fuse(params IReadOnlyList<FusedConvolution> branches)
    {
        if (branches.Count == 0)
        {
            throw new ArgumentException("There are no branches to add: give at least one.");
        }

        var shapes = branches.Select(branch => branch.Weight.shape).ToArray();
        var (outputs, inputs) = (shapes[0][0], shapes[0][1]);
        if (Array.Find(shapes, shape => shape[0] != outputs || shape[1] != inputs) is { } other)
        {
            throw new ArgumentException(
                $"Kernels of {outputs}×{inputs} and {other[0]}×{other[1]} channels cannot be added: give branches of the same channels and groups.");
        }

        using var scope = NewDisposeScope();
        var (height, width) = (shapes.Max(shape => shape[2]), shapes.Max(shape => shape[3]));
        var kernels = branches.Select(branch => branch.Weight).Select(kernel =>
            kernel.shape[2] == height && kernel.shape[3] == width ? kernel : PadKernel.Center(kernel, height, width));
        return new FusedConvolution(
            stack(kernels).sum(dim: 0),
            stack(branches.Select(branch => branch.Bias)).sum(dim: 0)).MoveToOuterDisposeScope();
    }
}
