using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Average pooling as a convolution.</summary>
public static class AverageKernel
{
    /// <summary>Output c is the mean of input c: 1/k² at every tap of [c, c mod I], zeros elsewhere.</summary>
    /// <remarks>
    /// Ding et al., "Diverse Branch Block" (2021), transform V. The convolution with the pooling's stride and padding gives
    /// the pooling's map, where the pooling counts its padding in the divisor.
    /// </remarks>
    /// <param name="channels">C, inputs and outputs.</param>
    /// <param name="groups">Groups of the convolution that it joins; I = C/groups.</param>
    /// <param name="kernelSize">k.</param>
    /// <param name="type">Type of the result; null is float32.</param>
    /// <param name="device">Null is the CPU.</param>
    /// <returns>C×I×k×k, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public static Tensor Create(long channels, long groups, long kernelSize, ScalarType? type = null, Device? device = null)
    {
        using var scope = NewDisposeScope();
        return (IdentityKernel.Diagonal(channels, groups, type, device) / (double)(kernelSize * kernelSize))
            .repeat(1, 1, kernelSize, kernelSize)
            .MoveToOuterDisposeScope();
    }
}
