using System.Diagnostics.CodeAnalysis;
using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The convolutions of a network whose output goes to a batch normalisation and nowhere else.</summary>
/// <remarks>
/// Only where the structure says so: within a <see cref="ConvBnAct"/>, and between neighbours of a sequence or of a network's
/// chain of stages. What follows what inside another block is that block's own affair.
/// </remarks>
internal sealed class NormalizedConvolutions
{
    private readonly Dictionary<Conv2d, BatchNorm2d> norms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<nn.Module, int> uses = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds them.</summary>
    public NormalizedConvolutions(ImageClassifier network) => Walk([.. network.Stages.Select(stage => stage.Module)]);

    /// <summary>The normalisation that follows, unless either layer stands in the network a second time or keeps no running statistics.</summary>
    public bool TryGetNorm(Conv2d convolution, [NotNullWhen(true)] out BatchNorm2d? norm) =>
        norms.TryGetValue(convolution, out norm) && uses[convolution] == 1 && uses[norm] == 1 && norm.running_mean is not null;

    private void Walk(IReadOnlyList<nn.Module<Tensor, Tensor>> chain)
    {
        foreach (var (index, module) in chain.Index())
        {
            uses[module] = uses.GetValueOrDefault(module) + 1;
            if (module is Conv2d convolution && index + 1 < chain.Count && chain[index + 1] is BatchNorm2d norm)
            {
                norms[convolution] = norm;
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
