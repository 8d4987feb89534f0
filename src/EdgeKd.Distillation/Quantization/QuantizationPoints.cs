using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>Where a network's activations become integers: behind every operator that integer kernels compute.</summary>
/// <remarks>
/// A ReLU or ReLU6 belongs to what comes before it, the point is behind it; what only moves or chooses values (max pooling,
/// flattening, a channel shuffle) keeps the integers of its input; the classifier's logits stay float. What follows what is read
/// off sequences, chains of stages and the blocks of this house; within a block of a user's own, each part counts alone.
/// </remarks>
internal sealed class QuantizationPoints
{
    private readonly List<nn.Module<Tensor, Tensor>> points = [];
    private readonly nn.Module<Tensor, Tensor>? classifier;

    /// <param name="network">A network with its normalisations folded.</param>
    public QuantizationPoints(ImageClassifier network)
    {
        nn.Module<Tensor, Tensor>[] chain = [.. network.Stages.Select(stage => stage.Module)];
        classifier = LastLinear(chain);
        Visit(chain, follower: null);
    }

    /// <summary>Leaves and blocks whose outputs are points, in the order of computation.</summary>
    public IReadOnlyList<nn.Module<Tensor, Tensor>> Modules => points;

    private void Visit(IEnumerable<nn.Module<Tensor, Tensor>> modules, nn.Module<Tensor, Tensor>? follower)
    {
        var chain = modules.Where(module => module is not (Identity or Dropout)).ToArray();
        foreach (var (index, module) in chain.Index())
        {
            Visit(module, index + 1 < chain.Length ? chain[index + 1] : follower);
        }
    }

    private void Visit(nn.Module<Tensor, Tensor> module, nn.Module<Tensor, Tensor>? follower)
    {
        switch (module)
        {
            case Sequential sequence:
                Visit(sequence.children().Cast<nn.Module<Tensor, Tensor>>(), follower);
                return;
            case ConvBnAct or BranchedBlock:
                Visit(((Block)module).Parts, follower);
                return;
            case SqueezeExcite block:
                Visit(block.Parts, follower: null);
                break;
            case PreActivationBlock block:
                Visit([block.Norm, block.Activation], follower: null);
                foreach (var part in block.Parts.Skip(2))
                {
                    Visit(part, follower: null);
                }

                break;
            case Block block:
                foreach (var part in block.Parts)
                {
                    Visit(part, follower: null);
                }

                break;
        }

        if (IsPoint(module) && !Continues(module, follower))
        {
            points.Add(module);
        }
    }

    // A layer's activation is part of it; behind a linear layer even one that integer kernels do not know, whose input stays float.
    private static bool Continues(nn.Module<Tensor, Tensor> module, nn.Module<Tensor, Tensor>? follower) =>
        follower is ReLU or ReLU6 || (module is Linear && follower is Hardswish or Hardsigmoid or SiLU or GELU or Tanh);

    // A block that ends linear joins what its parts give: a sum, a product or a concatenation.
    private bool IsPoint(nn.Module<Tensor, Tensor> module) => module switch
    {
        InvertedResidual block => block.HasShortcut,
        InvertedResidualV3 block => block.HasShortcut,
        Block block => block.LastActivation is null,
        MaxPool2d or AdaptiveMaxPool2d or Flatten or ChannelShuffle => false,
        _ => module != classifier,
    };

    private static nn.Module<Tensor, Tensor>? LastLinear(IEnumerable<nn.Module<Tensor, Tensor>> chain) =>
        chain.LastOrDefault(module => module is not (Identity or Dropout)) switch
        {
            Sequential sequence => LastLinear(sequence.children().Cast<nn.Module<Tensor, Tensor>>()),
            Linear linear => linear,
            _ => null,
        };
}
