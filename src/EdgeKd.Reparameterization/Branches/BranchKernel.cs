using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>The one kernel that a linear multi-branch convolution amounts to, as a differentiable function of its factors.</summary>
/// <remarks>
/// With output o, input i of its group and taps h, w, K = Σ_m s_m[o]·K_m[o,i,h,w] over the first M of
/// K_0 = Origin; K_1 = Avg/k²; K_2 = PriorPointwise·PriorBank; K_3 = Σ_t SequenceKernel[o,t]·(SequencePointwise +
/// SequenceIdentity)[t,i]; K_4 = Full; K_5 = Σ_e Pointwise[o,(i,e)]·Depthwise[(i,e)] (Hu et al., "Online Convolutional
/// Re-parameterization", 2022; branches and order as in the code of Gap Preserving Distillation). No branch has a bias or
/// a normalisation, so zero padding is exact at the border and the kernel holds for every stride. Pointwise rows are in the
/// usual order of a grouped convolution, output channels of the first group first.
/// </remarks>
public static class BranchKernel
{
    /// <summary>M, the number of branches there are.</summary>
    public const int MaximumCount = 6;

    /// <summary>The merged kernel.</summary>
    /// <param name="factors">Float32 or float64, on one device; possibly slices or multiples of the stored tensors.</param>
    /// <param name="groups">Groups of the convolution.</param>
    /// <param name="count">M, how many branches take part, in their order: 1 to 6.</param>
    /// <returns>O×I×k×k, owned by the caller's dispose scope; gradients flow into every factor that takes part.</returns>
    /// <exception cref="ArgumentException">The count or the groups do not fit the factors.</exception>
    public static Tensor Merge(BranchFactors factors, long groups, int count = MaximumCount)
    {
        Require(factors, groups, count);
        using var scope = NewDisposeScope();
        var kernel = factors.Origin.shape is [var outputs, 1, ..] && outputs == groups
            ? MergeDepthwise(factors, count)
            : Enumerable.Range(0, count).Select(branch => Term(factors, groups, branch)).Aggregate((sum, term) => sum + term);
        return kernel.MoveToOuterDisposeScope();
    }

    /// <summary>The scaled kernels s_m·K_m one by one; their sum is <see cref="Merge"/>.</summary>
    /// <param name="factors">As for <see cref="Merge"/>.</param>
    /// <param name="groups">Groups of the convolution.</param>
    /// <param name="count">How many, 1 to 6.</param>
    /// <returns><paramref name="count"/> tensors O×I×k×k, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The count or the groups do not fit the factors.</exception>
    public static IReadOnlyList<Tensor> Terms(BranchFactors factors, long groups, int count = MaximumCount)
    {
        Require(factors, groups, count);
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, count).Select(branch => Term(factors, groups, branch).MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// The fixed filters of the third branch: cos(π(h+½)(o+1)/k) for the first half of the output channels, and
    /// cos(π(w+½)(o+1−O/2)/k) for the others.
    /// </summary>
    /// <param name="outputChannels">O.</param>
    /// <param name="kernelSize">k.</param>
    /// <param name="type">Type of the result; null is float32. The values are those of float32 in either type.</param>
    /// <param name="device">Null is the CPU.</param>
    /// <returns>O×k×k, owned by the caller's dispose scope.</returns>
    public static Tensor PriorBank(long outputChannels, long kernelSize, ScalarType? type = null, Device? device = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var half = outputChannels / 2.0;
        var values = new float[outputChannels * kernelSize * kernelSize];
        for (var index = 0L; index < values.Length; index++)
        {
            var o = index / (kernelSize * kernelSize);
            var (h, w) = (index / kernelSize % kernelSize, index % kernelSize);
            var angle = o < half ? (h + 0.5) * (o + 1) : (w + 0.5) * (o + 1 - half);
            values[index] = (float)Math.Cos(Math.PI * angle / kernelSize);
        }

        return tensor(values, [outputChannels, kernelSize, kernelSize])
            .to(type ?? ScalarType.Float32)
            .to(device ?? CPU)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// One batched product instead of a dozen small operations: output o's kernel is a row of coefficients times a
    /// matrix whose rows are the kernels that they weigh.
    /// </summary>
    private static Tensor MergeDepthwise(BranchFactors f, int count)
    {
        var (outputs, side) = (f.Origin.shape[0], f.Origin.shape[2]);
        var area = side * side;
        Tensor Rows(Tensor kernels) => kernels.reshape(outputs, -1, area);
        Tensor Weights(Tensor pointwise) => pointwise.reshape(outputs, -1);
        var filters = f.DepthwiseSeparableDepthwise.shape[0] / outputs;
        var one = ones_like(f.Bias).unsqueeze(1);

        Tensor[] kernels =
        [
            Rows(f.Origin),
            full_like(f.PriorBank, 1.0 / area).reshape(outputs, 1, area),
            Rows(f.PriorBank),
            Rows(f.SequenceKernel),
            Rows(f.Full),
            Rows(f.DepthwiseSeparableDepthwise),
        ];
        Tensor[] weights =
        [
            one,
            Weights(f.Avg),
            Weights(f.PriorPointwise),
            Weights(f.SequencePointwise) + Weights(f.SequenceIdentity),
            one,
            Weights(f.DepthwiseSeparablePointwise),
        ];
        var scale = f.Scale.t();
        List<Tensor> scales = [scale.narrow(1, 0, Math.Min(count, MaximumCount - 1))];
        if (count == MaximumCount)
        {
            scales.Add(scale.narrow(1, MaximumCount - 1, 1).expand(outputs, filters));
        }

        var coefficients = cat(weights[..count], 1) * cat(scales, 1);
        return coefficients.unsqueeze(1).bmm(cat(kernels[..count], 1)).reshape(f.Origin.shape);
    }

    private static Tensor Term(BranchFactors f, long groups, int branch)
    {
        var (outputs, inputs, side) = (f.Origin.shape[0], f.Origin.shape[1], f.Origin.shape[2]);
        var kernel = branch switch
        {
            0 => f.Origin,
            1 => (f.Avg / (side * side)).expand(outputs, inputs, side, side),
            2 => f.PriorPointwise * f.PriorBank.unsqueeze(1),
            3 => SequentialFusion.PointwiseFirstKernel(f.SequencePointwise + f.SequenceIdentity, f.SequenceKernel, groups),
            4 => f.Full,
            _ => SequentialFusion.DepthwiseFirstKernel(f.DepthwiseSeparableDepthwise, f.DepthwiseSeparablePointwise, groups, inputs),
        };
        return f.Scale.select(0, branch).reshape(outputs, 1, 1, 1) * kernel;
    }

    private static void Require(BranchFactors factors, long groups, int count)
    {
        var outputs = factors.Origin.shape[0];
        if (count < 1 || count > Math.Min(MaximumCount, factors.Scale.shape[0]))
        {
            throw new ArgumentException(
                $"A merge of {count} branches was asked for, with {factors.Scale.shape[0]} rows of scales: use 1 to {MaximumCount} branches, and a row each.");
        }

        if (groups < 1 || outputs % groups != 0 || factors.SequencePointwise.shape[0] != groups * factors.Origin.shape[1])
        {
            throw new ArgumentException(
                $"The factors of a convolution with {factors.SequencePointwise.shape[0]} inputs, {outputs} outputs and "
                + $"{factors.Origin.shape[1]} inputs a group do not form {groups} groups: give the convolution's own groups.");
        }
    }
}
