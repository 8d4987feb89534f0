using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>A convolution that computes with all its channels or with the first block of them.</summary>
/// <remarks>
/// Parameters <c>weight</c> (and <c>bias</c>), or <c>branch.*</c>. In the teacher's mode a depthwise or grouped convolution
/// has r times the groups.
/// </remarks>
public sealed class DynamicConvolution : nn.Module<Tensor, Tensor>, IDynamicLayer
{
    private readonly ActiveChannels channels;
    private readonly Func<Conv2d> createStock;
    private readonly SharedTensor? weight;
    private readonly SharedTensor? bias;
    private readonly DynamicBranches? branches;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] dilation;
    private readonly long groups;
    private readonly int groupRatio;

    internal DynamicConvolution(Conv2d conv, LayerTiling tiling, ActiveChannels channels, DynamicBranches? branches, double noise)
        : base(nameof(DynamicConvolution))
    {
        this.channels = channels;
        (stride, padding, dilation, groups) = (conv.stride, conv.padding!, conv.dilation, conv.groups);
        groupRatio = tiling.Grouped ? tiling.Ratio : 1;
        var (inputs, outputs, side, hasBias) = (conv.in_channels, conv.out_channels, conv.kernel_size, conv.bias is not null);
        createStock = () => nn.Conv2d(
            inputs, outputs, (side[0], side[1]), (stride[0], stride[1]), (padding[0], padding[1]), (dilation[0], dilation[1]),
            groups: groups, bias: hasBias);
        HasUnstoredBias = branches is not null && !hasBias;

        if (branches is not null)
        {
            this.branches = branches;
            register_module("branch", branches);
            return;
        }

        weight = SharedTensor.Parameter(this, "weight", conv.weight, tiling.Weight, conv.weight.requires_grad, noise);
        bias = conv.bias is null ? null : SharedTensor.Parameter(this, "bias", conv.bias, tiling.Bias, conv.bias.requires_grad);
    }

    /// <summary>Whether it computes as the sum of branches.</summary>
    internal bool HasBranches => branches is not null;

    /// <summary>The student's branches side by side.</summary>
    /// <param name="merged">The convolution that they amount to: it gives geometry and bias.</param>
    internal nn.Module<Tensor, Tensor> Spread(Conv2d merged)
    {
        using var scope = NewDisposeScope();
        var convolutions = StudentTerms()
            .Select((kernel, branch) => (nn.Module<Tensor, Tensor>)PlainLayers.Convolution(merged, kernel, branch == 0 ? merged.bias : null));
        return convolutions.Reverse().Aggregate((sum, branch) => new Residual(branch, sum));
    }

    /// <summary>The student's branches, a kernel each, in the caller's dispose scope; only where <see cref="HasBranches"/>.</summary>
    internal IReadOnlyList<Tensor> StudentTerms() => branches!.Terms(ChannelMode.Student, groups);

    /// <summary>Whether the branches add a bias that the stock convolution has no place for.</summary>
    internal bool HasUnstoredBias { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var mode = channels.Mode;
        return nn.functional.conv2d(
            input, Kernel(mode), Bias(mode), strides: stride, padding: padding, dilation: dilation,
            groups: mode == ChannelMode.Teacher ? groups * groupRatio : groups).MoveToOuterDisposeScope();
    }

    /// <summary>The kernel of one network; see <see cref="SharedTensor.Read"/>.</summary>
    internal Tensor Kernel(ChannelMode mode) =>
        branches is null ? weight!.Read(mode) : branches.Kernel(mode, mode == ChannelMode.Teacher ? groups * groupRatio : groups);

    /// <summary>The bias of one network, or null; see <see cref="SharedTensor.Read"/>.</summary>
    internal Tensor? Bias(ChannelMode mode) => branches is null ? bias?.Read(mode) : branches.Bias(mode);

    nn.Module<Tensor, Tensor> IDynamicLayer.CreateStock()
    {
        using var scope = NewDisposeScope();
        var like = Kernel(ChannelMode.Student);
        return createStock().to(like.device, like.dtype);
    }

    void IDynamicLayer.CollapseInto(nn.Module<Tensor, Tensor> stock)
    {
        var kernel = Kernel(ChannelMode.Student);
        var conv = IDynamicLayer.Require<Conv2d>(stock, kernel, layer => layer.weight);
        conv.weight.copy_(kernel);
        conv.bias?.copy_(Bias(ChannelMode.Student)!);
    }

    /// <summary>Nothing: each tensor is registered by hand.</summary>
    protected override void RegisterComponents()
    {
    }
}
