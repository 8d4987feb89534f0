using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>A branched convolution, squeeze-and-excite where there is one, and an activation.</summary>
public abstract class BranchedBlock : Block
{
    /// <param name="name">The block type's name, for messages.</param>
    /// <param name="mergedName">Checkpoint name of the one convolution that the branches are merged to.</param>
    /// <param name="convolution">The branches, registered under their own names, or what stands in their place.</param>
    /// <param name="squeezeExcite">Weighs the channels before the activation; null leaves it out.</param>
    /// <param name="activation">Applied last.</param>
    private protected BranchedBlock(
        string name,
        string mergedName,
        nn.Module<Tensor, Tensor> convolution,
        SqueezeExcite? squeezeExcite,
        nn.Module<Tensor, Tensor> activation)
        : base(name)
    {
        (Convolution, SqueezeExcite, Activation) = (convolution, squeezeExcite, activation);
        if (squeezeExcite is not null)
        {
            register_module("se", squeezeExcite);
        }

        if (convolution is BranchedConvolution branched)
        {
            foreach (var (branch, module) in branched.named_children())
            {
                register_module(branch, module);
            }
        }
        else
        {
            register_module(mergedName, convolution);
        }

        register_module("activation", activation);
    }

    /// <summary>The linear part: a <see cref="BranchedConvolution"/> unless it was replaced, as by its merged convolution.</summary>
    public nn.Module<Tensor, Tensor> Convolution { get; }

    /// <summary>Weighs the channels before the activation; null where left out.</summary>
    public SqueezeExcite? SqueezeExcite { get; }

    /// <summary>Applied last.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts =>
        SqueezeExcite is null ? [Convolution, Activation] : [Convolution, SqueezeExcite, Activation];

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Convolution.call(input);
        if (SqueezeExcite is not null)
        {
            x = SqueezeExcite.call(x);
        }

        return Activation.call(x).MoveToOuterDisposeScope();
    }
}
