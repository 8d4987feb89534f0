using EdgeKd.Data;
using EdgeKd.Distillation.Features;
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
    private readonly FeatureHooks hooks;
    private bool disposed;

    /// <summary>Freezes <paramref name="network"/>: evaluation mode, no gradients, 4-d weights channels-last.</summary>
    /// <param name="network">The trained teacher; its weights are laid out anew, their values stay.</param>
    /// <param name="features">Names of the features to give, as <see cref="FeatureHooks"/> knows them.</param>
    /// <param name="imageSize">Side of the square images in pixels, for the shapes of the features.</param>
    /// <exception cref="ArgumentException">The network has no feature of such a name; the nearest are given.</exception>
    public NetworkTeacher(ImageClassifier network, IReadOnlyCollection<string>? features = null, int imageSize = 32)
    {
        ArgumentNullException.ThrowIfNull(network);
        this.network = network;
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        network.ToChannelsLast();
        network.eval();
        hooks = new FeatureHooks(network, features ?? []);
        FeatureShapes = hooks.MeasureShapes(imageSize, network.forward);
    }

    /// <inheritdoc/>
    public int ClassCount => network.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> FeatureShapes { get; }

    /// <inheritdoc/>
    public TeacherOutput Forward(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        NetworkOutput output;
        using (inference_mode())
        {
            output = hooks.Run(batch.Images.to(Evaluation.DeviceOf(network)), network.forward);
        }

        // Autograd refuses to save inference tensors; the copies are made outside inference mode.
        var device = batch.Images.device;
        return new TeacherOutput(
            Released(output.Logits, device), output.Features.ToDictionary(f => f.Key, f => Released(f.Value, device)));
    }

    /// <summary>Disposes the network.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            hooks.Dispose();
            network.Dispose();
        }
    }

    private static Tensor Released(Tensor inference, Device device)
    {
        using (inference)
        {
            return inference.to(device, copy: true);
        }
    }
}
