using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>A depthwise 3×3 convolution followed by a pointwise one, each normalised and activated.</summary>
/// <remarks>Howard et al., "MobileNets" (2017). Checkpoint names 0, 1 (depthwise) and 3, 4 (pointwise).</remarks>
public sealed class DepthwiseSeparable : Block
{
    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    public DepthwiseSeparable(long inputChannels, long outputChannels, long stride)
        : base(nameof(DepthwiseSeparable))
    {
        Depthwise = new ConvBnAct(inputChannels, inputChannels, 3, stride, groups: inputChannels, activation: nn.ReLU());
        Pointwise = new ConvBnAct(inputChannels, outputChannels, 1, activation: nn.ReLU());
        register_module("0", Depthwise.Conv);
        register_module("1", Depthwise.Norm);
        register_module("3", Pointwise.Conv);
        register_module("4", Pointwise.Norm);
    }

    /// <summary>The 3×3 convolution, one group a channel.</summary>
    public ConvBnAct Depthwise { get; }

    /// <summary>The 1×1 convolution.</summary>
    public ConvBnAct Pointwise { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Pointwise.call(Depthwise.call(input)).MoveToOuterDisposeScope();
    }
}
