using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Embeds a small kernel in a larger one of zeros.</summary>
public static class PadKernel
{
    /// <summary>
    /// Puts the kernel in the centre: 1×1 → k×k (Ding et al., "Diverse Branch Block", 2021, transform VI, and RepVGG, 2021),
    /// or 1×3 and 3×1 → 3×3 (Ding et al., "ACNet", 2019).
    /// </summary>
    /// <remarks>Both kernels give the same map at every stride when each is padded by half its side, rounded down.</remarks>
    /// <param name="kernel">O×I×h×w with odd sides.</param>
    /// <param name="height">Odd, at least h.</param>
    /// <param name="width">Odd, at least w.</param>
    /// <returns>O×I×height×width, differentiable, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A side is even, or the kernel is larger than the target.</exception>
    public static Tensor Center(Tensor kernel, long height, long width)
    {
        var (kernelHeight, kernelWidth) = (kernel.shape[2], kernel.shape[3]);
        if (kernelHeight % 2 == 0 || kernelWidth % 2 == 0 || height % 2 == 0 || width % 2 == 0 || kernelHeight > height || kernelWidth > width)
        {
            throw new ArgumentException(
                $"A kernel of {kernelHeight}×{kernelWidth} has no centre place in {height}×{width}: use odd sides, the target at least as large.");
        }

        var (rows, columns) = ((height - kernelHeight) / 2, (width - kernelWidth) / 2);
        return nn.functional.pad(kernel, [columns, columns, rows, rows]);
    }
}
