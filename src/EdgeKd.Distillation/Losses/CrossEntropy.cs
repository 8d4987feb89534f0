using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>Cross entropy against class labels.</summary>
public static class CrossEntropy
{
    /// <summary>The label of a sample without one.</summary>
    public const long Unlabelled = -1;

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

    /// <summary>Refuses an ε outside [0, 1).</summary>
    /// <param name="labelSmoothing">ε.</param>
    /// <returns>ε.</returns>
    /// <exception cref="ArgumentException">ε is out of range.</exception>
    internal static double RequireSmoothing(double labelSmoothing) => labelSmoothing is >= 0 and < 1
        ? labelSmoothing
        : throw new ArgumentException($"Label smoothing {labelSmoothing} is outside [0, 1).");
}
