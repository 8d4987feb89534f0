using EdgeKd.Models;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A network's layers in the order of computation.</summary>
internal static class LeafLayers
{
    public static IReadOnlyList<nn.Module<Tensor, Tensor>> Of(ImageClassifier network)
    {
        List<nn.Module<Tensor, Tensor>> leaves = [];

        // The rebuilt structure is dropped at once: it shares every leaf with the network, which goes on owning them.
        network.Rebuild(leaf =>
        {
            leaves.Add(leaf);
            return leaf;
        });
        return leaves;
    }
}
