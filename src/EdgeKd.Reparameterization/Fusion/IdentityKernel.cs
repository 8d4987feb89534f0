using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The convolution that gives its input back.</summary>
public static class IdentityKernel
{
    /// <summary>Output c reads the middle of input c: a one at [c, c mod I, k/2, k/2], zeros elsewhere.</summary>
    /// <remarks>
    /// The shortcut of RepVGG (Ding et al., 2021) and MobileOne (Vasu et al., 2023) as a kernel; their normalisation follows
    /// by <see cref="BatchNormFusion"/>. Exact at stride 1 with the padding that keeps the resolution.
    /// </remarks>
    /// <param name="channels">C, inputs and outputs.</param>
    /// <param name="groups">Groups of the convolution that it joins; I = C/groups.</param>
    /// <param name="kernelSize">k, odd.</param>
    /// <param name="type">Type of the result; null is float32.</param>
    /// <param name="device">Null is the CPU.</param>
    /// <returns>C×I×k×k, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The groups do not divide the channels, or k is even.</exception>
    public static Tensor Create(long channels, long groups, long kernelSize, ScalarType? type = null, Device? device = null)
    {
        using var scope = NewDisposeScope();
        return PadKernel.Center(Diagonal(channels, groups, type, device), kernelSize, kernelSize).MoveToOuterDisposeScope();
    }

    /// <summary>C×I×1×1: one at [c, c mod I].</summary>
    internal static Tensor Diagonal(long channels, long groups, ScalarType? type, Device? device)
    {
        if (groups < 1 || channels % groups != 0)
        {
            throw new ArgumentException($"{channels} channels do not form {groups} groups: use a divisor of the channels.");
        }

        using var scope = NewDisposeScope();
        var inputs = channels / groups;
        return eye(inputs, dtype: type, device: device).repeat(groups, 1).reshape(channels, inputs, 1, 1).MoveToOuterDisposeScope();
    }
}
