using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A convolution's kernel and bias, as the rules of fusion take and give them.</summary>
/// <param name="Weight">O×I×h×w kernel with I inputs a group, or an O×I matrix of a linear layer.</param>
/// <param name="Bias">One value an output channel, of the same type.</param>
public sealed record FusedConvolution(Tensor Weight, Tensor Bias) : IDisposable
{
    /// <summary>Releases both tensors.</summary>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }

    internal FusedConvolution MoveToOuterDisposeScope() => new(Weight.MoveToOuterDisposeScope(), Bias.MoveToOuterDisposeScope());
}
