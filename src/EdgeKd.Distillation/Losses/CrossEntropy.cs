using EdgeKd.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>Cross entropy against class labels.</summary>
public static class CrossEntropy
{
    /// <summary>The label of a sample without one.</summary>
    public const long Unlabelled = -1;

    // Below every sum of weights and shares that is not 0.
    private const double LeastWeight = 1e-12;

    /// <summary>
    /// −Σₖ qₖ·ln softmax(z)ₖ, mean over the labelled samples, with q = (1 − ε)·onehot(y) + ε/K
    /// (label smoothing: Szegedy et al., "Rethinking the Inception Architecture", 2016, section 7).
    /// </summary>
    /// <param name="logits">N×K logits z.</param>
    /// <param name="labels">N class indices y (int64), each in 0…K−1, or <see cref="Unlabelled"/>.</param>
    /// <param name="labelSmoothing">ε in [0, 1); 0 is plain cross entropy.</param>
    /// <returns>A scalar of the logits' type; 0, with a zero gradient, when no sample is labelled.</returns>
    public static Tensor Loss(Tensor logits, Tensor labels, double labelSmoothing = 0)
    {
        var sum = nn.functional.cross_entropy(
            logits, labels, ignore_index: Unlabelled, reduction: nn.Reduction.Sum, label_smoothing: labelSmoothing);

        // The count stays a tensor: reading it would wait for the device.
        return sum / labels.ge(0).sum().clamp(min: 1);
    }

    /// <summary>
    /// −Σₖ wₖ·qₖ·ln softmax(z)ₖ, summed over the labelled samples and divided by the sum of their labels' weights, as PyTorch's
    /// <c>cross_entropy</c> with weights does it.
    /// </summary>
    /// <param name="logits">N×K logits z.</param>
    /// <param name="labels">N class indices y (int64), each in 0…K−1, or <see cref="Unlabelled"/>.</param>
    /// <param name="labelSmoothing">ε of q, in [0, 1).</param>
    /// <param name="classWeights">K weights w above 0, of the logits' type; <c>null</c> for 1 each.</param>
    /// <returns>A scalar of the logits' type; 0, with a zero gradient, when no sample is labelled.</returns>
    public static Tensor Weighted(Tensor logits, Tensor labels, double labelSmoothing, Tensor? classWeights)
    {
        if (classWeights is null)
        {
            return Loss(logits, labels, labelSmoothing);
        }

        var losses = PerSample(logits, labels, labelSmoothing, classWeights);
        return losses.sum() / LabelWeights(logits, labels, classWeights).sum().clamp(min: LeastWeight);
    }

    /// <summary>
    /// The loss of mixed images: λ times that of the own label and 1 − λ times that of the partner's, as a mean in which each
    /// label counts by its share (and weight). A share without a label counts for nothing.
    /// </summary>
    /// <param name="logits">N×K logits z.</param>
    /// <param name="labels">N labels of the own images, or <see cref="Unlabelled"/>.</param>
    /// <param name="mixed">The partners' labels, and λ.</param>
    /// <param name="labelSmoothing">ε of each label, in [0, 1).</param>
    /// <param name="classWeights">K weights above 0, of the logits' type; <c>null</c> for 1 each.</param>
    /// <returns>A scalar of the logits' type; 0, with a zero gradient, when no share is labelled.</returns>
    public static Tensor Mixed(Tensor logits, Tensor labels, MixedLabels mixed, double labelSmoothing = 0, Tensor? classWeights = null)
    {
        ArgumentNullException.ThrowIfNull(mixed);
        var own = mixed.Shares.to_type(logits.dtype);
        var partner = 1 - own;
        var losses = (own * PerSample(logits, labels, labelSmoothing, classWeights))
            + (partner * PerSample(logits, mixed.PartnerLabels, labelSmoothing, classWeights));
        var weights = (own * LabelWeights(logits, labels, classWeights))
            + (partner * LabelWeights(logits, mixed.PartnerLabels, classWeights));
        return losses.sum() / weights.sum().clamp(min: LeastWeight);
    }

    /// <summary>Refuses an ε outside [0, 1).</summary>
    /// <param name="labelSmoothing">ε.</param>
    /// <returns>ε.</returns>
    /// <exception cref="ArgumentException">ε is out of range.</exception>
    internal static double RequireSmoothing(double labelSmoothing) => labelSmoothing is >= 0 and < 1
        ? labelSmoothing
        : throw new ArgumentException($"Label smoothing {labelSmoothing} is outside [0, 1).");

    /// <summary>N losses; 0 for a sample without a label.</summary>
    private static Tensor PerSample(Tensor logits, Tensor labels, double labelSmoothing, Tensor? classWeights) =>
        nn.functional.cross_entropy(
            logits, labels, classWeights, Unlabelled, nn.Reduction.None, labelSmoothing);

    /// <summary>N weights of the labels; 0 for a sample without one.</summary>
    private static Tensor LabelWeights(Tensor logits, Tensor labels, Tensor? classWeights)
    {
        var labelled = labels.ge(0).to_type(logits.dtype);
        return classWeights is null ? labelled : labelled * classWeights.index_select(0, labels.clamp(min: 0));
    }
}
