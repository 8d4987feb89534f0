using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>RepVGG's block: a 3×3 and a 1×1 convolution and, where shapes agree, the input, each normalised, then added and activated.</summary>
/// <remarks>
/// Ding et al., "RepVGG: Making VGG-style ConvNets Great Again" (2021). Checkpoint names as the authors': rbr_dense, rbr_1x1,
/// rbr_identity, and rbr_reparam for the convolution that they are merged to.
/// </remarks>
public sealed class RepVggBlock : BranchedBlock
{
    private const long KernelSize = 3;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="stride">Stride of both convolutions.</param>
    /// <param name="groups">Channel groups of both.</param>
    public RepVggBlock(long inputChannels, long outputChannels, long stride = 1, long groups = 1)
        : this(Branches(inputChannels, outputChannels, stride, groups), nn.ReLU(inplace: true))
    {
    }

    private RepVggBlock(nn.Module<Tensor, Tensor> convolution, nn.Module<Tensor, Tensor> activation)
        : base(nameof(RepVggBlock), "rbr_reparam", convolution, null, activation)
    {
    }

    /// <inheritdoc/>
    public override RepVggBlock Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Convolution.Rebuild(layer), Activation.Rebuild(layer));

    private static BranchedConvolution Branches(long inputChannels, long outputChannels, long stride, long groups)
    {
        Conv2d Conv(long side) => nn.Conv2d(inputChannels, outputChannels, side, stride: stride, padding: side / 2, groups: groups, bias: false);
        List<ConvolutionBranch> branches =
        [
            new("rbr_dense", Conv(KernelSize), nn.BatchNorm2d(outputChannels)),
            new("rbr_1x1", Conv(1), nn.BatchNorm2d(outputChannels)),
        ];
        if (stride == 1 && inputChannels == outputChannels)
        {
            branches.Add(new("rbr_identity", null, nn.BatchNorm2d(outputChannels)));
        }

        return new BranchedConvolution(branches);
    }
}
