using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>Noise over r×r blocks of a weight that changes neither what the layer computes on tiled inputs nor its first block.</summary>
internal static class ZeroSumNoise
{
    /// <summary>Blocks E_ij with Σ_j E_ij = 0 for each i, and E_00 = 0; with r = 2 the whole first row is therefore zero.</summary>
    /// <param name="student">The O×I×… weight of one block.</param>
    /// <param name="ratio">r.</param>
    /// <param name="deviation">Standard deviation of an entry, in those of the weight's entries.</param>
    /// <returns>rO×rI×…, owned by the caller's dispose scope; drawn from libtorch's default generator.</returns>
    public static Tensor Draw(Tensor student, long ratio, double deviation)
    {
        using var scope = NewDisposeScope();
        var shape = student.shape;
        var rows = Enumerable.Range(0, (int)ratio).Select(row =>
        {
            var first = row == 0 ? 1 : 0;
            var free = ratio - first;
            var draws = randn([free, .. shape], student.dtype, student.device);

            // Taking the mean away takes 1/free of the variance.
            var centred = (draws - draws.mean([0], keepdim: true)) * (free == 1 ? 0 : Math.Sqrt(free / (free - 1.0)));
            return first == 0 ? centred : cat([zeros([1, .. shape], student.dtype, student.device), centred]);
        });

        // i, j, O, I, … → i, O, j, I, …
        var blocks = stack(rows);
        var noise = blocks.transpose(1, 2).reshape([ratio * shape[0], ratio * shape[1], .. shape[2..]]);
        return (noise * (student.std(unbiased: false) * deviation)).MoveToOuterDisposeScope();
    }
}
