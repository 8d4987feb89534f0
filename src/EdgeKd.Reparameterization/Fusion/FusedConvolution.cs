using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A convolution's or linear layer's parameters with the normalisation behind it folded in.</summary>
/// <param name="Weight">Same shape and type as the layer's own weight.</param>
/// <param name="Bias">One value an output channel, of the same type.</param>
public sealed record FusedConvolution(Tensor Weight, Tensor Bias) : IDisposable
{
    /// <summary>Releases both tensors.</summary>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }
}
