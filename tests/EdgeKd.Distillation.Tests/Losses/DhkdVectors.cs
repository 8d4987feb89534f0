using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

/// <summary>The logit losses of dhkd.safetensors.</summary>
internal static class DhkdVectors
{
    /// <summary>Compares a loss and its gradient: float64 1e-12 relative to max(1, |value|), float32 1e-5 relative.</summary>
    public static void AssertMatches(string name, string set, ScalarType type, Func<Tensor, Tensor, Tensor> lossOf)
    {
        using var scope = NewDisposeScope();
        using var vectors = ReferenceVectors.Open("dhkd.safetensors");
        var student = vectors.Of($"{set}/student_logits", type).requires_grad_();
        var loss = lossOf(student, vectors.Of($"{set}/teacher_logits", type));
        loss.backward();

        var expected = vectors.Number($"{name}/loss");
        var wide = type == ScalarType.Float64;
        Assert.That(loss.ToDouble(), Is.EqualTo(expected).Within(wide ? 1e-12 * Math.Max(1, expected) : 1e-5 * expected));
        var gradient = vectors[$"{name}/grad"];
        TensorAssert.Close(
            student.grad!, gradient, wide ? 1e-12 : 1e-5 * TensorAssert.LargestMagnitude(gradient), $"{name}/grad");
    }
}
