using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>A depthwise 3×3 convolution followed by a pointwise one, each normalised and activated.</summary>
/// <remarks>Howard et al., "MobileNets" (2017). Names 0, 1, 2 (depthwise, its norm and activation) and 3, 4, 5 (pointwise).</remarks>
public sealed class DepthwiseSeparable : Block
{
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    public DepthwiseSeparable(long inputChannels, long outputChannels, long stride)
        : this(
            new ConvBnAct(inputChannels, inputChannels, 3, stride, groups: inputChannels, activation: nn.ReLU(inplace: true)),
            new ConvBnAct(inputChannels, outputChannels, 1, activation: nn.ReLU(inplace: true)))
    {
    }

    private DepthwiseSeparable(ConvBnAct depthwise, ConvBnAct pointwise)
        : base(nameof(DepthwiseSeparable))
    {
        Depthwise = depthwise;
        Pointwise = pointwise;
        register_module("0", Depthwise.Conv);
        register_module("1", Depthwise.Norm);
        register_module("2", Depthwise.Activation!);
        register_module("3", Pointwise.Conv);
        register_module("4", Pointwise.Norm);
        register_module("5", Pointwise.Activation!);
    }

    /// <summary>The 3×3 convolution, one group a channel.</summary>
    public ConvBnAct Depthwise { get; }

    /// <summary>The 1×1 convolution.</summary>
    public ConvBnAct Pointwise { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<nn.Module<Tensor, Tensor>> Parts => [Depthwise, Pointwise];

    /// <inheritdoc/>
    public override DepthwiseSeparable Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Depthwise.Rebuild(layer), Pointwise.Rebuild(layer));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Pointwise.call(Depthwise.call(input)).MoveToOuterDisposeScope();
    }
}
