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
        AssertLoss(loss, name + "/loss");
        TensorAssert.Close(logits.grad!, file[name + "/grad"], type == ScalarType.Float64 ? 1e-12 : 1e-6, name + "/grad");
    }

    /// <summary>Compares a loss with a scalar of the file, at the file's tolerance.</summary>
    public void AssertLoss(Tensor loss, string name)
    {
        var expected = Number(name);
        var tolerance = type == ScalarType.Float64 ? 1e-12 : 1e-5 * Math.Abs(expected);
        Assert.That(loss.ToDouble(), Is.EqualTo(expected).Within(tolerance), name);
    }

    public void Dispose() => file.Dispose();
}
