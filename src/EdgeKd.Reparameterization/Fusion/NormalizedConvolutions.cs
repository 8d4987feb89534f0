using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Finds the convolutions whose output a batch normalisation reads and nothing else does: what they add, its mean takes up.</summary>
internal static class NormalizedConvolutions
{
    /// <summary>Each such normalisation with its convolution.</summary>
    /// <remarks>
    /// Only where the structure says so: within a <see cref="ConvBnAct"/>, and between neighbours of a sequence or of the network's
    /// chain of stages. What follows what inside another block is that block's own affair. Left out are layers that stand in
    /// the network more than once, and normalisations without running statistics.
    /// </remarks>
    public static IReadOnlyDictionary<BatchNorm, Conv2d> Of(ImageClassifier network)
    {
        var pairs = new Dictionary<BatchNorm, Conv2d>();
        var uses = new Dictionary<nn.Module, int>();
        Walk([.. network.Stages.Select(stage => stage.Module)]);
        return pairs
            .Where(pair => uses[pair.Key] == 1 && uses[pair.Value] == 1 && pair.Key.running_mean is not null)
            .ToDictionary();

        void Walk(IReadOnlyList<nn.Module<Tensor, Tensor>> chain)
        {
            foreach (var (index, module) in chain.Index())
            {
                uses[module] = uses.GetValueOrDefault(module) + 1;
                if (module is Conv2d convolution && index + 1 < chain.Count && chain[index + 1] is BatchNorm2d norm)
                {
                    pairs[norm] = convolution;
                }

                switch (module)
                {
                    case ConvBnAct unit:
                        Walk(unit.Parts);
                        break;
                    case Block block:
                        foreach (var part in block.Parts)
                        {
                            Walk([part]);
                        }

                        break;
                    case Sequential sequence:
                        Walk([.. sequence.children().Cast<nn.Module<Tensor, Tensor>>()]);
                        break;
                }
            }
        }
    }
}
