using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Blocks;

/// <summary>Normalised convolutions of one input side by side, and possibly a normalised shortcut, added up.</summary>
/// <remarks>
/// What structural re-parameterization trains in place of one convolution (Ding et al., "RepVGG", 2021). In evaluation it is
/// one convolution with bias, which EdgeKd.Reparameterization makes of it. It counts as one layer: who rebuilds a network
/// with other layers replaces it as a whole.
/// </remarks>
public sealed class BranchedConvolution : nn.Module<Tensor, Tensor>
{
    /// <param name="branches">At least one convolution; all with the same channels, stride and groups, and a shortcut only where shapes agree.</param>
    /// <exception cref="ArgumentException">The branches give different shapes, or one is not of the form that can be merged.</exception>
    public BranchedConvolution(params IReadOnlyList<ConvolutionBranch> branches)
        : base(nameof(BranchedConvolution))
    {
        Branches = branches;
        var convolutions = branches.Select(branch => branch.Convolution).OfType<Conv2d>().ToArray();
        if (convolutions.Length == 0)
        {
            throw new ArgumentException("A branched convolution without a convolution computes no more than its shortcut: give at least one convolution.");
        }

        var first = convolutions[0];
        (InputChannels, OutputChannels, Groups, Stride) = (first.in_channels, first.out_channels, first.groups, first.stride);
        KernelSize = [convolutions.Max(conv => conv.kernel_size[0]), convolutions.Max(conv => conv.kernel_size[1])];
        foreach (var branch in branches)
        {
            Require(branch);
        }

        foreach (var list in branches.GroupBy(branch => branch.Name.Split('.')[0]))
        {
            register_module(list.Key, Registered(list.Key, [.. list]));
        }
    }

    /// <summary>The branches, in the order in which they are added.</summary>
    public IReadOnlyList<ConvolutionBranch> Branches { get; }

    /// <summary>C of the N×C×H×W input.</summary>
    public long InputChannels { get; }

    /// <summary>Channels of the output.</summary>
    public long OutputChannels { get; }

    /// <summary>Groups of every convolution.</summary>
    public long Groups { get; }

    /// <summary>Steps down and across, the same in every branch.</summary>
    public long[] Stride { get; }

    /// <summary>Height and width of the kernel that holds all of them.</summary>
    public long[] KernelSize { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = Branches[0].Module.call(input);
        foreach (var branch in Branches.Skip(1))
        {
            sum.add_(branch.Module.call(input));
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Does nothing: the branches are registered by name.</summary>
    protected override void RegisterComponents()
    {
    }

    private void Require(ConvolutionBranch branch)
    {
        var conv = branch.Convolution;
        var fits = conv is null
            ? InputChannels == OutputChannels && Stride is [1, 1]
            : conv.in_channels == InputChannels && conv.out_channels == OutputChannels && conv.groups == Groups && conv.stride.SequenceEqual(Stride);
        if (!fits || branch.Norm.num_features != OutputChannels)
        {
            throw new ArgumentException(
                $"Branch '{branch.Name}' does not give the maps of the others ({InputChannels} to {OutputChannels} channels, stride {Stride[0]}×{Stride[1]}, {Groups} groups): make it alike.");
        }

        if (conv is not null && !(conv.padding is { } padding && conv.padding_mode == PaddingModes.Zeros && conv.dilation.All(step => step == 1)
            && conv.kernel_size.Zip(padding).All(side => side.First % 2 == 1 && side.Second == side.First / 2)))
        {
            throw new ArgumentException(
                $"Branch '{branch.Name}' cannot be merged: use odd kernel sides, zero padding of half of each side, and no dilation.");
        }
    }

    private static nn.Module Registered(string name, IReadOnlyList<ConvolutionBranch> branches) => branches is [{ } only] && only.Name == name
        ? only.Module
        : nn.Sequential(branches.Select(branch => (branch.Name[(name.Length + 1)..], branch.Module)).ToArray());
}
