using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The factors that a plain convolution begins its branches with.</summary>
/// <remarks>
/// As in the code of Gap Preserving Distillation: the plain kernel and the bias are the convolution's own, the added kernels
/// are Kaiming-uniform (bound √(6/fan-in)), the 1×1 of the sequence begins as the identity, the bias at zero.
/// </remarks>
public static class BranchInitialization
{
    /// <summary>Depthwise filters an input channel in the last branch.</summary>
    public const long FiltersPerChannel = 8;

    private static readonly double[] ScratchScales = [0.25, 0.25, 0.0, 0.5, 0.05, 0.5];
    private static readonly double[] FineTuneScales = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];

    /// <summary>Makes the factors for a convolution.</summary>
    /// <param name="weight">Its O×I×k×k kernel; copied.</param>
    /// <param name="bias">Its O biases, copied, or null for zero.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="start">The scales to begin with.</param>
    /// <returns>
    /// New tensors of the kernel's type and device, without gradient history, owned by the caller's dispose scope. The
    /// random ones are drawn from libtorch's default generator in the order of the record.
    /// </returns>
    public static BranchFactors Create(Tensor weight, Tensor? bias, long groups, BranchStart start)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (outputs, inputs, side) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        var channels = groups * inputs;
        var scales = tensor(start == BranchStart.Scratch ? ScratchScales : FineTuneScales, weight.dtype, weight.device);

        Tensor Drawn(params long[] shape) =>
            nn.init.kaiming_uniform_(empty(shape, weight.dtype, weight.device)).MoveToOuterDisposeScope();
        Tensor Moved(Tensor made) => made.MoveToOuterDisposeScope();

        return new BranchFactors(
            Origin: Moved(weight.detach().clone()),
            Avg: Drawn(outputs, inputs, 1, 1),
            PriorPointwise: Drawn(outputs, inputs, 1, 1),
            PriorBank: Moved(BranchKernel.PriorBank(outputs, side, weight.dtype, weight.device)),
            SequencePointwise: Moved(zeros([channels, inputs, 1, 1], weight.dtype, weight.device)),
            SequenceIdentity: Moved(IdentityKernel.Diagonal(channels, groups, weight.dtype, weight.device)),
            SequenceKernel: Drawn(outputs, inputs, side, side),
            Full: Drawn(outputs, inputs, side, side),
            DepthwiseSeparableDepthwise: Drawn(FiltersPerChannel * channels, 1, side, side),
            DepthwiseSeparablePointwise: Drawn(outputs, FiltersPerChannel * inputs, 1, 1),
            Scale: Moved(scales.unsqueeze(1).repeat(1, outputs)),
            Bias: Moved(bias is null ? zeros([outputs], weight.dtype, weight.device) : bias.detach().clone()));
    }
}
