using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>
/// MobileOne's block: several convolutions of the same size, a 1×1 beside larger ones and, where shapes agree, the input, each
/// normalised, then added, possibly weighed by squeeze-and-excite, and activated.
/// </summary>
/// <remarks>
/// Vasu et al., "MobileOne: An Improved One millisecond Mobile Backbone" (2023), figure 3; a stage of it is a depthwise block
/// (3×3, one group a channel) followed by a pointwise one (1×1). Checkpoint names as the authors': se.reduce, se.expand,
/// rbr_skip, rbr_conv.0 …, rbr_scale, and reparam_conv for the convolution that they are merged to.
/// </remarks>
public sealed class MobileOneBlock : BranchedBlock
{
    private const long SqueezeFactor = 16;

    /// <param name="inputChannels">C of the N×C×H×W input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="kernelSize">Odd side of the kernels.</param>
    /// <param name="stride">Stride of every convolution.</param>
    /// <param name="groups">Channel groups; <paramref name="inputChannels"/> of them make the block depthwise.</param>
    /// <param name="branches">How many convolutions of that size; the paper's k, 4 in its smallest network and 1 in the others.</param>
    /// <param name="squeezeExcite">Whether squeeze-and-excite to a sixteenth of the channels stands before the activation.</param>
    public MobileOneBlock(
        long inputChannels,
        long outputChannels,
        long kernelSize,
        long stride = 1,
        long groups = 1,
        int branches = 1,
        bool squeezeExcite = false)
        : this(
            Branches(inputChannels, outputChannels, kernelSize, stride, groups, branches),
            squeezeExcite ? new SqueezeExcite(outputChannels, Math.Max(1, outputChannels / SqueezeFactor), nn.Sigmoid(), "reduce", "expand") : null,
            nn.ReLU(inplace: true))
    {
    }

    private MobileOneBlock(nn.Module<Tensor, Tensor> convolution, SqueezeExcite? squeezeExcite, nn.Module<Tensor, Tensor> activation)
        : base(nameof(MobileOneBlock), "reparam_conv", convolution, squeezeExcite, activation)
    {
    }

    /// <inheritdoc/>
    public override MobileOneBlock Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(Convolution.Rebuild(layer), SqueezeExcite?.Rebuild(layer), Activation.Rebuild(layer));

    private static BranchedConvolution Branches(
        long inputChannels, long outputChannels, long kernelSize, long stride, long groups, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, "branches");
        Conv2d Conv(long side) => nn.Conv2d(inputChannels, outputChannels, side, stride: stride, padding: side / 2, groups: groups, bias: false);
        List<ConvolutionBranch> branches = stride == 1 && inputChannels == outputChannels
            ? [new("rbr_skip", null, nn.BatchNorm2d(outputChannels))]
            : [];
        branches.AddRange(
            Enumerable.Range(0, count).Select(i => new ConvolutionBranch($"rbr_conv.{i}", Conv(kernelSize), nn.BatchNorm2d(outputChannels))));
        if (kernelSize > 1)
        {
            branches.Add(new("rbr_scale", Conv(1), nn.BatchNorm2d(outputChannels)));
        }

        return new BranchedConvolution(branches);
    }
}
