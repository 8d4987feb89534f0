using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

/// <summary>The tensors of kd.safetensors, in a chosen precision.</summary>
internal sealed class KdVectors(ScalarType type) : IDisposable
{
    private readonly ReferenceVectors file = ReferenceVectors.Open("kd.safetensors");

    public Tensor Labels => file["labels"];

    public Tensor Of(string name) => file.Of(name, type);

    public double Number(string name) => file.Number(name);

    /// <summary>Compares a loss and its gradient with the vectors' own, at their tolerance.</summary>
    public void AssertMatches(string name, Func<Tensor, Tensor> lossOf)
    {
        var logits = Of("student_logits").requires_grad_();
        var loss = lossOf(logits);
        loss.backward();
        var expected = Number(name + "/loss");
        var lossTolerance = type == ScalarType.Float64 ? 1e-12 : 1e-5 * Math.Abs(expected);
        Assert.That(loss.ToDouble(), Is.EqualTo(expected).Within(lossTolerance));

        var difference = (logits.grad!.to(ScalarType.Float64) - file[name + "/grad"]).abs().max().ToDouble();
        Assert.That(difference, Is.LessThanOrEqualTo(type == ScalarType.Float64 ? 1e-12 : 1e-6));
    }

    public void Dispose() => file.Dispose();
}
