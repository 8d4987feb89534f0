using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Metrics;

/// <summary>Top-k accuracy.</summary>
public static class TopK
{
    /// <summary>How many of the batch have their class among the k largest logits.</summary>
    /// <param name="logits">N×K logits.</param>
    /// <param name="labels">N class indices (int64).</param>
    /// <param name="k">k, cut to the number of classes.</param>
    /// <returns>A scalar int64 tensor on the logits' device, so that nothing waits for it.</returns>
    public static Tensor Correct(Tensor logits, Tensor labels, int k)
    {
        using var hits = Hits(logits, labels, k);
        return hits.sum();
    }

    /// <summary>Which of the batch have their class among the k largest logits.</summary>
    /// <param name="logits">N×K logits.</param>
    /// <param name="labels">N class indices (int64).</param>
    /// <param name="k">k, cut to the number of classes.</param>
    /// <returns>N×min(k, K) bool on the logits' device: at most one true a row.</returns>
    public static Tensor Hits(Tensor logits, Tensor labels, int k)
    {
        using var noGrad = no_grad();
        var (values, indices) = logits.topk((int)Math.Min(k, logits.shape[1]), 1);
        using (values)
        using (indices)
        {
            return indices.eq(labels.unsqueeze(1));
        }
    }
}
