using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>One branch of a <see cref="BranchedConvolution"/>: a normalised convolution, or a normalised shortcut.</summary>
public sealed class ConvolutionBranch
{
    /// <param name="name">Its name in checkpoints; a dot puts it into a list, as in <c>rbr_conv.0</c>.</param>
    /// <param name="convolution">With odd kernel sides, zero padding of half of each, no dilation; null for the shortcut.</param>
    /// <param name="norm">Normalises its output, or the input itself.</param>
    public ConvolutionBranch(string name, Conv2d? convolution, BatchNorm2d norm)
    {
        (Name, Convolution, Norm) = (name, convolution, norm);
        Module = convolution is null ? norm : nn.Sequential(("conv", convolution), ("bn", norm));
    }

    /// <summary>Its name in checkpoints.</summary>
    public string Name { get; }

    /// <summary>The convolution, or null where the branch is a shortcut.</summary>
    public Conv2d? Convolution { get; }

    /// <summary>The normalisation.</summary>
    public BatchNorm2d Norm { get; }

    /// <summary>Both in a row, with the checkpoint names <c>conv</c> and <c>bn</c>; a shortcut is its normalisation alone.</summary>
    internal nn.Module<Tensor, Tensor> Module { get; }
}
