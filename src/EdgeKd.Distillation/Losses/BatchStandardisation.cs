using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>Batch normalisation without parameters and memory: what SRD does to both features before it compares them.</summary>
public static class BatchStandardisation
{
    /// <summary>(v − mean)/√(var + ε) of each channel over the batch, with the biased variance.</summary>
    /// <param name="features">N×D features, N at least 2.</param>
    /// <param name="epsilon">ε, 0 or more; with 0 a channel that is constant over the batch gives NaN.</param>
    /// <returns>N×D features of mean 0 and variance 1 in each channel.</returns>
    /// <exception cref="ArgumentException">The features are not N×D, or the batch is a single sample.</exception>
    public static Tensor Apply(Tensor features, double epsilon)
    {
        if (features.dim() != 2)
        {
            throw new ArgumentException(
                $"Batch standardisation takes N×D features, not {string.Join('×', features.shape)}: pool the map over its height and width first.");
        }

        if (features.shape[0] < 2)
        {
            throw new ArgumentException(
                "Batch standardisation of a single sample: one sample has no batch statistics, set batchSize to 2 or more.");
        }

        return nn.functional.batch_norm(features, null, null, training: true, eps: epsilon);
    }
}
