using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Two convolutions with nothing between them, one of them 1×1, as one convolution.</summary>
/// <remarks>
/// Ding et al., "Diverse Branch Block" (2021), transform III, and Hu et al., "Online Convolutional Re-parameterization"
/// (2022). A normalisation behind either is folded into it first, so 1×1, norm, average, norm is this rule on
/// <see cref="BatchNormFusion"/> of the 1×1 and of <see cref="AverageKernel"/>.
/// </remarks>
public static class SequentialFusion
{
    /// <summary>A 1×1 convolution followed by a k×k one of the same groups.</summary>
    /// <remarks>
    /// K[o,i,h,w] = Σ_t K₂[o,t,h,w]·K₁[t,i] and b = b₂ + Σ_t,h,w K₂[o,t,h,w]·b₁[t]. <b>Border:</b> the merged convolution
    /// pads its input with zeros, and the 1×1 makes b₁ of a zero. It equals the two convolutions only if the map between
    /// them is padded with b₁, channel by channel; padded with zeros it differs along the border unless b₁ is zero.
    /// </remarks>
    /// <param name="first">T×I×1×1 kernel with its T biases.</param>
    /// <param name="second">O×(T/groups)×k×k kernel with its O biases.</param>
    /// <param name="groups">Groups of both.</param>
    /// <returns>O×I×k×k kernel and O biases, differentiable, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The first kernel is not 1×1, or the channels do not fit.</exception>
    public static FusedConvolution PointwiseFirst(FusedConvolution first, FusedConvolution second, long groups)
    {
        RequirePointwise(first.Weight);
        var (outputs, middle) = (second.Weight.shape[0], second.Weight.shape[1]);
        RequireChannels(first.Weight.shape[0], outputs, middle, groups);
        using var scope = NewDisposeScope();

        // Each output sums its kernel over the taps, and over the biases of its own group's middle channels.
        var taps = second.Weight.sum([2, 3]).reshape(groups, outputs / groups, middle);
        var carried = taps.bmm(first.Bias.reshape(groups, middle, 1)).reshape(outputs);
        return new FusedConvolution(
            PointwiseFirstKernel(first.Weight, second.Weight, groups),
            second.Bias + carried).MoveToOuterDisposeScope();
    }

    /// <summary>A depthwise k×k convolution with several filters a channel, followed by a 1×1 one.</summary>
    /// <remarks>
    /// K[o,i] = Σ_e P[o,(i,e)]·D[(i,e)] and b = b₂ + Σ P[o,(i,e)]·b₁[(i,e)]; exact at the border, since nothing is padded
    /// after the first bias.
    /// </remarks>
    /// <param name="first">E·C×1×k×k kernel with its biases: E filters for each of the C input channels, channel by channel.</param>
    /// <param name="second">O×(E·C/groups)×1×1 kernel with its O biases.</param>
    /// <param name="groups">Groups of the 1×1 and of the result.</param>
    /// <param name="channels">C.</param>
    /// <returns>O×(C/groups)×k×k kernel and O biases, differentiable, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The second kernel is not 1×1, or the channels do not fit.</exception>
    public static FusedConvolution DepthwiseFirst(FusedConvolution first, FusedConvolution second, long groups, long channels)
    {
        RequirePointwise(second.Weight);
        var (outputs, middle) = (second.Weight.shape[0], second.Weight.shape[1]);
        RequireChannels(first.Weight.shape[0], outputs, middle, groups);
        if (channels % groups != 0 || middle * groups % channels != 0 || first.Weight.shape[1] != 1)
        {
            throw new ArgumentException(
                $"{middle * groups} filters of {first.Weight.shape[1]} inputs are not depthwise over {channels} channels in {groups} groups: give one input a filter and as many filters to each channel.");
        }

        using var scope = NewDisposeScope();
        var carried = second.Weight.reshape(groups, outputs / groups, middle).bmm(first.Bias.reshape(groups, middle, 1)).reshape(outputs);
        return new FusedConvolution(
            DepthwiseFirstKernel(first.Weight, second.Weight, groups, channels / groups),
            second.Bias + carried).MoveToOuterDisposeScope();
    }

    /// <summary>Σ_t second[o,t,h,w]·first[t,i], group by group; intermediate tensors stay in the caller's scope.</summary>
    internal static Tensor PointwiseFirstKernel(Tensor first, Tensor second, long groups)
    {
        var (outputs, middle, height, width) = (second.shape[0], second.shape[1], second.shape[2], second.shape[3]);
        var inputs = first.shape[1];
        return second.reshape(groups, outputs / groups, middle, height * width)
            .permute(0, 1, 3, 2)
            .reshape(groups, outputs / groups * height * width, middle)
            .bmm(first.reshape(groups, middle, inputs))
            .reshape(outputs, height, width, inputs)
            .permute(0, 3, 1, 2);
    }

    /// <summary>Σ_e pointwise[o,(i,e)]·depthwise[(i,e),h,w], input by input; intermediate tensors stay in the caller's scope.</summary>
    internal static Tensor DepthwiseFirstKernel(Tensor depthwise, Tensor pointwise, long groups, long inputs)
    {
        var (outputs, height, width) = (pointwise.shape[0], depthwise.shape[2], depthwise.shape[3]);
        var filters = pointwise.shape[1] / inputs;
        return pointwise.reshape(groups, outputs / groups, inputs, filters)
            .permute(0, 2, 1, 3)
            .reshape(groups * inputs, outputs / groups, filters)
            .bmm(depthwise.reshape(groups * inputs, filters, height * width))
            .reshape(groups, inputs, outputs / groups, height * width)
            .permute(0, 2, 1, 3)
            .reshape(outputs, inputs, height, width);
    }

    private static void RequirePointwise(Tensor kernel)
    {
        if (kernel.shape is not [_, _, 1, 1])
        {
            throw new ArgumentException($"The kernel of the pointwise convolution is {string.Join('×', kernel.shape)}: give an O×I×1×1 kernel.");
        }
    }

    private static void RequireChannels(long given, long outputs, long taken, long groups)
    {
        if (groups < 1 || outputs % groups != 0 || given != taken * groups)
        {
            throw new ArgumentException(
                $"A convolution with {given} outputs cannot be followed by one with {taken} inputs a group, {outputs} outputs and {groups} groups: give two that follow each other.");
        }
    }
}
