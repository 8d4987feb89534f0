using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>The check that every loss between two networks' logits starts with.</summary>
internal static class LogitPair
{
    /// <exception cref="ArgumentException">The shapes differ: the teacher knows another set of classes.</exception>
    public static void Require(Tensor student, Tensor teacher)
    {
        if (!student.shape.AsSpan().SequenceEqual(teacher.shape))
        {
            throw new ArgumentException(
                $"Student logits are {string.Join('×', student.shape)} but teacher logits " +
                $"{string.Join('×', teacher.shape)}: train the teacher on the same classes as the student.");
        }
    }
}
