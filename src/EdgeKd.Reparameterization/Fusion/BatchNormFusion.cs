using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Folds batch normalisation, as it computes in evaluation mode, into the layer before it.</summary>
/// <remarks>
/// With t = γ/√(σ²+ε): W' = W·t (each output channel by its own t) and b' = β + (b−μ)·t; Ding et al., "Diverse Branch
/// Block" (2021), equation 3. Computed in float64 and rounded once to the layer's type.
/// </remarks>
public static class BatchNormFusion
{
    /// <summary>Folds <paramref name="norm"/> into <paramref name="conv"/>.</summary>
    /// <returns>New tensors, owned by the caller's dispose scope; the layers are unchanged.</returns>
    /// <exception cref="ArgumentException">The normalisation has no running statistics, or another number of channels.</exception>
    public static FusedConvolution Fuse(Conv2d conv, BatchNorm2d norm) => Fuse(conv.weight!, conv.bias, norm);

    /// <summary>Folds <paramref name="norm"/> into <paramref name="linear"/>.</summary>
    /// <returns>New tensors, owned by the caller's dispose scope; the layers are unchanged.</returns>
    /// <exception cref="ArgumentException">The normalisation has no running statistics, or another number of features.</exception>
    public static FusedConvolution Fuse(Linear linear, BatchNorm1d norm) =>
        Fuse(linear.weight!, linear.bias, norm.running_mean, norm.running_var, norm.weight, norm.bias, norm.eps);

    internal static FusedConvolution Fuse(Tensor weight, Tensor? bias, BatchNorm2d norm) =>
        Fuse(weight, bias, norm.running_mean, norm.running_var, norm.weight, norm.bias, norm.eps);

    /// <summary>The algebra on bare tensors.</summary>
    /// <param name="weight">O×… kernel or matrix, output channels first.</param>
    /// <param name="bias">O values, or null for zero.</param>
    /// <param name="mean">O running means.</param>
    /// <param name="variance">O running variances.</param>
    /// <param name="gamma">O scales, or null for one.</param>
    /// <param name="beta">O shifts, or null for zero.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>New tensors, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The statistics are missing, or channels differ.</exception>
    public static FusedConvolution Fuse(
        Tensor weight,
        Tensor? bias,
        Tensor? mean,
        Tensor? variance,
        Tensor? gamma,
        Tensor? beta,
        double epsilon)
    {
        if (mean is null || variance is null)
        {
            throw new ArgumentException("A batch normalisation without running statistics cannot be folded: build it with track_running_stats.");
        }

        if (mean.numel() != weight.shape[0])
        {
            throw new ArgumentException(
                $"A batch normalisation of {mean.numel()} channels cannot be folded into a layer of {weight.shape[0]} outputs: pass the one that follows it.");
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var t = (Double(variance) + epsilon).rsqrt();
        if (gamma is not null)
        {
            t = t * Double(gamma);
        }

        var shift = -Double(mean) * t;
        if (bias is not null)
        {
            shift = shift + Double(bias) * t;
        }

        if (beta is not null)
        {
            shift = shift + Double(beta);
        }

        // One t an output channel, broadcast over whatever dimensions the kernel has.
        var perOutput = weight.shape.Select((side, dimension) => dimension == 0 ? side : 1L).ToArray();
        var fused = Double(weight) * t.reshape(perOutput);
        return new FusedConvolution(
            fused.to(weight.dtype).MoveToOuterDisposeScope(),
            shift.to(weight.dtype).MoveToOuterDisposeScope());
    }

    private static Tensor Double(Tensor tensor) => tensor.detach().to(ScalarType.Float64);
}
