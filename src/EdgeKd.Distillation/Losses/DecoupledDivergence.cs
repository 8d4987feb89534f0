using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>
/// The loss of DKD (Zhao et al., "Decoupled Knowledge Distillation", 2022): Hinton's divergence split at the target class,
/// its two parts weighted on their own.
/// </summary>
/// <remarks>
/// Target part (TCKD): divergence of the two-way distributions (p_y, 1 − p_y). Non-target part (NCKD): divergence of the
/// softmax over the K − 1 other classes. Both are computed on the K − 1 other logits themselves; masking the target's logit
/// by a large negative number, as the released code does, agrees with it to rounding at ordinary logits only.
/// The target of a sample without label is the teacher's own first choice: a decision of ours, for the method is published
/// for labelled samples only and its non-target part needs some class to leave out.
/// </remarks>
public static class DecoupledDivergence
{
    /// <summary>The smallest number of classes with a non-target distribution.</summary>
    public const long SmallestClassCount = 3;

    /// <summary>α·TCKD + β·NCKD.</summary>
    /// <inheritdoc cref="Terms"/>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="labels">N class indices (int64), −1 for samples without label.</param>
    /// <param name="temperature">T > 0.</param>
    /// <param name="alpha">α, the weight of the target part.</param>
    /// <param name="beta">β, the weight of the non-target part.</param>
    /// <returns>A scalar of the logits' type.</returns>
    public static Tensor Loss(
        Tensor studentLogits, Tensor teacherLogits, Tensor labels, double temperature, double alpha, double beta)
    {
        var (target, nonTarget) = Terms(studentLogits, teacherLogits, labels, temperature);
        return (target * alpha) + (nonTarget * beta);
    }

    /// <summary>The two parts, unweighted; each carries T² and is the mean over the batch.</summary>
    /// <param name="studentLogits">N×K logits z_s.</param>
    /// <param name="teacherLogits">N×K logits z_t; no gradient flows into them.</param>
    /// <param name="labels">N class indices (int64), −1 for samples without label.</param>
    /// <param name="temperature">T > 0.</param>
    /// <returns>Two scalars of the logits' type.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or K is below 3.</exception>
    public static (Tensor Target, Tensor NonTarget) Terms(
        Tensor studentLogits, Tensor teacherLogits, Tensor labels, double temperature)
    {
        LogitPair.Require(studentLogits, teacherLogits);
        RequireClasses(studentLogits.shape[1]);
        var teacher = teacherLogits.detach();
        var target = where(labels.ge(0), labels, teacher.argmax(1)).unsqueeze(1);

        // Columns 0…K−2, those from the target's on moved up by one.
        var columns = arange(studentLogits.shape[1] - 1, ScalarType.Int64, studentLogits.device).unsqueeze(0);
        var others = columns + columns.ge(target).to(ScalarType.Int64);
        var (studentPair, studentOthers) = Split(studentLogits, target, others, temperature);
        var (teacherPair, teacherOthers) = Split(teacher, target, others, temperature);
        return (
            HintonDivergence.Loss(studentPair, teacherPair, 1) * (temperature * temperature),
            HintonDivergence.Loss(studentOthers, teacherOthers, temperature));
    }

    /// <exception cref="ArgumentException"><paramref name="classCount"/> is below 3.</exception>
    internal static void RequireClasses(long classCount)
    {
        if (classCount < SmallestClassCount)
        {
            throw new ArgumentException(
                $"DKD distils the classes beside the target, and with {classCount} classes there is nothing to compare " +
                $"among them: use kd, or at least {SmallestClassCount} classes.");
        }
    }

    /// <summary>The logits of (target, rest) as N×2, and those of the K − 1 others, before the temperature.</summary>
    private static (Tensor Pair, Tensor Others) Split(Tensor logits, Tensor target, Tensor others, double temperature)
    {
        var rest = logits.gather(1, others);
        var pair = cat([logits.gather(1, target) / temperature, (rest / temperature).logsumexp(1, keepdim: true)], 1);
        return (pair, rest);
    }
}
