using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>
/// ShuffleNet's unit: a grouped 1×1 convolution, channel shuffle, depthwise 3×3, grouped 1×1; its input is added, or with stride 2
/// pooled and put beside it; then an activation.
/// </summary>
/// <remarks>
/// Zhang et al., "ShuffleNet" (2018), figure 2 b and c, in the form of the distillation benchmarks: the depthwise convolution is
/// activated too, and the inner channels are a quarter of what the branch itself gives. Checkpoint names conv1, bn1 …
/// conv3, bn3.
/// </remarks>
public sealed class ShuffleNetV1Unit : Block
{
    private const long Reduction = 4;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output; with stride 2 the first of them are the branch's, the last C the pooled input.</param>
    /// <param name="stride">1 or 2, of the depthwise convolution.</param>
    /// <param name="groups">Channel groups of the last convolution.</param>
    /// <param name="firstGroups">Channel groups of the first convolution and of the shuffle.</param>
    public ShuffleNetV1Unit(long inputChannels, long outputChannels, long stride, long groups, long firstGroups)
        : this(
            inputChannels,
            stride == 1 ? outputChannels : outputChannels - inputChannels,
            stride,
            groups,
            firstGroups,
            stride == 1 ? null : nn.AvgPool2d(3, stride: stride, padding: 1))
    {
    }

    private ShuffleNetV1Unit(
        long inputChannels, long branchChannels, long stride, long groups, long firstGroups, nn.Module<Tensor, Tensor>? pool)
        : this(
            new ConvBnAct(inputChannels, branchChannels / Reduction, 1, groups: firstGroups, activation: nn.ReLU(inplace: true)),
            nn.ChannelShuffle(firstGroups),
            new ConvBnAct(branchChannels / Reduction, branchChannels / Reduction, 3, stride, branchChannels / Reduction, nn.ReLU(inplace: true)),
            new ConvBnAct(branchChannels / Reduction, branchChannels, 1, groups: groups),
            pool,
            nn.ReLU(inplace: true))
    {
    }

    private ShuffleNetV1Unit(
        ConvBnAct reduce,
        nn.Module<Tensor, Tensor> shuffle,
        ConvBnAct depthwise,
        ConvBnAct expand,
        nn.Module<Tensor, Tensor>? pool,
        nn.Module<Tensor, Tensor> activation)
        : base(nameof(ShuffleNetV1Unit))
    {
        (Reduce, Shuffle, Depthwise, Expand, Pool, Activation) = (reduce, shuffle, depthwise, expand, pool, activation);
        Reduce.RegisterAs(this, 1);
        register_module("shuffle", Shuffle);
        Depthwise.RegisterAs(this, 2);
        Expand.RegisterAs(this, 3);
        if (Pool is not null)
        {
            register_module("pool", Pool);
        }

        register_module("relu3", Activation);
    }

    /// <summary>The grouped 1×1 convolution to the inner channels.</summary>
    public ConvBnAct Reduce { get; }

    /// <summary>Lets the next groups see channels of all.</summary>
    public nn.Module<Tensor, Tensor> Shuffle { get; }

    /// <summary>The 3×3 convolution, one group a channel.</summary>
    public ConvBnAct Depthwise { get; }

    /// <summary>The grouped 1×1 convolution to the branch's output, linear.</summary>
    public ConvBnAct Expand { get; }

    /// <summary>What the input goes through before it is put beside the branch; null where it is added.</summary>
    public nn.Module<Tensor, Tensor>? Pool { get; }

    /// <summary>Applied last.</summary>
    public nn.Module<Tensor, Tensor> Activation { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts =>
        Pool is null ? [Reduce, Shuffle, Depthwise, Expand, Activation] : [Reduce, Shuffle, Depthwise, Expand, Pool, Activation];

    /// <inheritdoc/>
    public override ShuffleNetV1Unit Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Reduce.Rebuild(layer), Shuffle.Rebuild(layer), Depthwise.Rebuild(layer), Expand.Rebuild(layer), Pool?.Rebuild(layer), Activation.Rebuild(layer));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var branch = Expand.call(Depthwise.call(Shuffle.call(Reduce.call(input))));
        var joined = Pool is null ? branch.add_(input) : cat([branch, Pool.call(input)], 1);
        return Activation.call(joined).MoveToOuterDisposeScope();
    }
}
