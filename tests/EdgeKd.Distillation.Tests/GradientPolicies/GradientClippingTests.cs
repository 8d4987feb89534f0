using EdgeKd.Distillation.GradientPolicies;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.GradientPolicies;

[TestFixture]
public class GradientClippingTests
{
    [TestCase(10.0, 1.0, TestName = "below the limit: unchanged")]
    [TestCase(2.5, 0.5, TestName = "twice the limit: halved")]
    public void ScalesAllByOneFactor(double limit, double factor)
    {
        using var scope = NewDisposeScope();
        var gradients = new Gradients([tensor(new[] { 3.0 }), null, tensor(new[] { 0.0, -4.0 })]);
        GradientClipping.Clip(gradients, limit);
        Assert.That(gradients.Task[0]!.ToDouble(), Is.EqualTo(3 * factor).Within(1e-6));
        Assert.That(gradients.Task[2]![1].ToDouble(), Is.EqualTo(-4 * factor).Within(1e-6));
    }

    [Test]
    public void GradientsKeptApartShareTheFactorOfTheirSum()
    {
        using var scope = NewDisposeScope();

        // Sums: 3 (both), 4 (distillation alone); norm 5.
        var gradients = new Gradients([tensor(new[] { 1.0 }), null], [tensor(new[] { 2.0 }), tensor(new[] { 4.0 })]);
        GradientClipping.Clip(gradients, 1);
        Assert.That(gradients.Task[0]!.ToDouble(), Is.EqualTo(0.2).Within(1e-6));
        Assert.That(gradients.Distillation![0]!.ToDouble(), Is.EqualTo(0.4).Within(1e-6));
        Assert.That(gradients.Distillation![1]!.ToDouble(), Is.EqualTo(0.8).Within(1e-6));
    }
}
