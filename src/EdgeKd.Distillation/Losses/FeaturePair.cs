using static TorchSharp.torch;

namespace EdgeKd.Distillation.Losses;

/// <summary>The check that every loss between two networks' features starts with.</summary>
internal static class FeaturePair
{
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Require(Tensor student, Tensor teacher)
    {
        if (!student.shape.AsSpan().SequenceEqual(teacher.shape))
        {
            throw new ArgumentException(
                $"The student's features are {string.Join('×', student.shape)} after its adapter but the teacher's " +
                $"{string.Join('×', teacher.shape)}: make the adapter for the teacher's shape.");
        }
    }
}
