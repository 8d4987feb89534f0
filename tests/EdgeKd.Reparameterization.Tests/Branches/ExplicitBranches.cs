using EdgeKd.Reparameterization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Branches;

/// <summary>The six branches computed on images, each with its own convolutions, without the kernel algebra.</summary>
internal static class ExplicitBranches
{
    /// <summary>The scaled map of every branch, in their order; the bias is not among them.</summary>
    public static Tensor[] Outputs(BranchFactors f, Tensor x, long stride, long groups)
    {
        var (outputs, side) = (f.Origin.shape[0], f.Origin.shape[2]);
        var channels = x.shape[1];
        Tensor Conv(Tensor input, Tensor kernel, long groupCount) => nn.functional.conv2d(
            input, kernel, strides: [stride, stride], padding: [kernel.shape[2] / 2, kernel.shape[2] / 2], groups: groupCount);
        Tensor Pointwise(Tensor input, Tensor kernel) => nn.functional.conv2d(input, kernel, groups: groups);

        // Mean: the 1×1 first, then the pooling with the padding counted.
        var mean = nn.functional.avg_pool2d(
            Pointwise(x, f.Avg), kernel_size: side, stride: stride, padding: side / 2, ceil_mode: false, count_include_pad: true);

        // Frequency filters: the 1×1 first, then one filter an output channel.
        var prior = Conv(Pointwise(x, f.PriorPointwise), f.PriorBank.unsqueeze(1), outputs);
        var sequence = Conv(Pointwise(x, f.SequencePointwise + f.SequenceIdentity), f.SequenceKernel, groups);
        var separable = Pointwise(Conv(x, f.DepthwiseSeparableDepthwise, channels), f.DepthwiseSeparablePointwise);
        Tensor[] maps = [Conv(x, f.Origin, groups), mean, prior, sequence, Conv(x, f.Full, groups), separable];
        return [.. maps.Select((map, branch) => map * f.Scale.select(0, branch).reshape(1, outputs, 1, 1))];
    }
}
