using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>A frozen network as the teacher: evaluation mode, inference mode, channels-last.</summary>
/// <remarks>Owns the network and disposes it. Not safe for use by several threads at once.</remarks>
public sealed class NetworkTeacher : ITeacher
{
    private readonly ImageClassifier network;
    private bool disposed;

    /// <summary>Freezes <paramref name="network"/>: evaluation mode, no gradients, 4-d weights channels-last.</summary>
    /// <param name="network">The trained teacher; its weights are laid out anew, their values stay.</param>
    public NetworkTeacher(ImageClassifier network)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        network.ToChannelsLast();
        network.eval();
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor images)
    {
        Tensor logits;
        using (inference_mode())
        {
            logits = network.forward(images);
        }

        // Autograd refuses to save inference tensors; the copy is N×K and made outside inference mode.
        using (logits)
        {
            return logits.clone();
        }
    }

    /// <summary>Disposes the network.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            network.Dispose();
        }
    }
}
