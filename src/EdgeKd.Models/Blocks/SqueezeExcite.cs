using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>Weighs each channel by what all pixels say: x · gate(expand(act(reduce(mean(x))))).</summary>
/// <remarks>
/// Hu et al., "Squeeze-and-Excitation Networks" (2018); both layers are 1×1 convolutions with bias, named fc1 and fc2 as in
/// torchvision unless other names are given.
/// </remarks>
public sealed class SqueezeExcite : Block
{
    private readonly string reduceName;
    private readonly string expandName;

    /// <param name="channels">C of the N×C×H×W input.</param>
    /// <param name="squeezeChannels">Channels between the two layers.</param>
    /// <param name="gate">Maps the second layer's output to weights, as a sigmoid does.</param>
    /// <param name="reduceName">Checkpoint name of the first layer.</param>
    /// <param name="expandName">Checkpoint name of the second layer.</param>
    public SqueezeExcite(
        long channels, long squeezeChannels, nn.Module<Tensor, Tensor> gate, string reduceName = "fc1", string expandName = "fc2")
        : this(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, squeezeChannels, 1), nn.ReLU(inplace: true), nn.Conv2d(squeezeChannels, channels, 1), gate,
            reduceName, expandName)
    {
    }

    private SqueezeExcite(
        nn.Module<Tensor, Tensor> pool,
        nn.Module<Tensor, Tensor> reduce,
        nn.Module<Tensor, Tensor> activation,
        nn.Module<Tensor, Tensor> expand,
        nn.Module<Tensor, Tensor> gate,
        string reduceName,
        string expandName)
        : base(nameof(SqueezeExcite))
    {
        (this.reduceName, this.expandName) = (reduceName, expandName);
        Pool = pool;
        Reduce = reduce;
        Activation = activation;
        Expand = expand;
        Gate = gate;
        register_module("avgpool", pool);
        register_module(reduceName, reduce);
        register_module(expandName, expand);
        register_module("activation", activation);
        register_module("scale_activation", gate);
    }

    /// <summary>The mean over all pixels, N×C×1×1.</summary>
    public nn.Module<Tensor, Tensor> Pool { get; }

    /// <summary>The first layer, to the squeezed channels.</summary>
    public nn.Module<Tensor, Tensor> Reduce { get; }

    /// <summary>The activation between the two layers.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <summary>The second layer, back to C channels.</summary>
    public nn.Module<Tensor, Tensor> Expand { get; }

    /// <summary>Makes the weights.</summary>
    public nn.Module<Tensor, Tensor> Gate { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => [Pool, Reduce, Activation, Expand, Gate];

    /// <summary>None: the gate's output is not the block's.</summary>
    public override nn.Module<Tensor, Tensor>? LastActivation => null;

    /// <inheritdoc/>
    public override SqueezeExcite Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(
            Pool.Rebuild(layer), Reduce.Rebuild(layer), Activation.Rebuild(layer), Expand.Rebuild(layer), Gate.Rebuild(layer),
            reduceName, expandName);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var weights = Gate.call(Expand.call(Activation.call(Reduce.call(Pool.call(input)))));
        return (input * weights).MoveToOuterDisposeScope();
    }
}
