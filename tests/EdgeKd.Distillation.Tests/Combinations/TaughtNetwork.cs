using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Combinations;

/// <summary>
/// A wider <see cref="SmallNetwork"/> that knows the toy images. With a teacher of random weights there is nothing to
/// learn: its logits are nearly even, where a fresh student stands already, and the losses only wander.
/// </summary>
internal static class TaughtNetwork
{
    private const int Steps = 60;

    private static readonly Lazy<Dictionary<string, Tensor>> _weights = new(Learn);

    /// <summary>A copy of its own for the caller, who disposes it.</summary>
    public static SmallNetwork Create()
    {
        var network = new SmallNetwork(99, 12);
        network.load_state_dict(_weights.Value);
        return network;
    }

    private static Dictionary<string, Tensor> Learn()
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(64);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 64, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        using var network = new SmallNetwork(99, 12);
        using var optimizer = optim.SGD(network.parameters(), 0.05, momentum: 0.9);
        network.train();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(network.forward(batch.Images), batch.Labels).backward();
            optimizer.step();
        }

        return network.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().clone().DetachFromDisposeScope());
    }
}
