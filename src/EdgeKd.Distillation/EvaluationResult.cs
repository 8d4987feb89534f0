using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation;

/// <summary>A network's accuracy on a set of images.</summary>
/// <param name="Top1">Part whose class comes first, in [0, 1].</param>
/// <param name="Top5">Part whose class is among the first five, in [0, 1].</param>
/// <param name="Loss">Mean cross entropy without smoothing.</param>
/// <param name="Count">Images.</param>
/// <param name="Logits">N×K logits row by row, when asked for.</param>
public sealed record EvaluationResult(double Top1, double Top5, double Loss, int Count, float[]? Logits = null)
{
    /// <summary>Each class apart, in the order of the labels.</summary>
    public IReadOnlyList<ClassAccuracy> Classes { get; init; } = [];

    /// <summary>The mean of the classes' top-1, in [0, 1].</summary>
    public double BalancedAccuracy => ClassAccuracy.Balanced(Classes);
}
