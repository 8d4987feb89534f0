using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

[TestFixture]
internal sealed class AutogradTests
{
    [Test]
    public void GradientsAddUpOverPasses()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, requires_grad: true);
        x.square().sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 4 }));
        x.square().sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 4, 8 }));
        x.grad = null;
        Assert.That(x.grad, Is.Null);
        x.grad = zeros(2);
        (x * 3).sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 3 }));
        Assert.Throws<ExternalException>(() => x.grad = zeros(3));
    }

    [Test]
    public void TheGraphIsKeptOnlyWhenAsked()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f, requires_grad: true);
        var y = x * x;
        autograd.backward([y], retain_graph: true);
        autograd.backward([y]);
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(12));
        Assert.That(() => autograd.backward([y]), Throws.TypeOf<ExternalException>().With.Message.Contains("second time"));
    }

    [Test]
    public void GradTouchesNoLeaf()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f, requires_grad: true);
        var z = tensor(1f, requires_grad: true);
        var y = x * x * 2;
        Assert.That(autograd.grad([y], [x], retain_graph: true)[0].ToSingle(), Is.EqualTo(12));
        Assert.That(x.grad, Is.Null);
        var some = autograd.grad([y], [x, z], retain_graph: true, allow_unused: true);
        Assert.That(some[1], Is.Null);
        Assert.That(() => autograd.grad([y], [x, z], retain_graph: true), Throws.TypeOf<ExternalException>().With.Message.Contains("allow_unused"));
        Assert.That(autograd.grad([y], [x], [tensor(10f)])[0].ToSingle(), Is.EqualTo(120));
    }

    [Test]
    public void TheGradientHasAGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Assert.That(first.ToSingle(), Is.EqualTo(12));
        Assert.That(autograd.grad([first], [x])[0].ToSingle(), Is.EqualTo(12));
    }

    [Test]
    public void BackwardToSomeInputsLeavesTheOthersAlone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f, requires_grad: true);
        var z = tensor(5f, requires_grad: true);
        autograd.backward([x * z], inputs: [x]);
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(5));
        Assert.That(z.grad, Is.Null);
    }

    [Test]
    public void LeavesAndTheGraphInside()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f, requires_grad: true);
        var y = x * 3;
        Assert.That((x.is_leaf, y.is_leaf, y.requires_grad), Is.EqualTo((true, false, true)));
        y.retain_grad();
        (y * y).backward();
        Assert.That(y.grad!.ToSingle(), Is.EqualTo(12));
        Assert.That(y.detach().requires_grad, Is.False);
        Assert.Throws<ExternalException>(() => y.requires_grad = false);
        Assert.Throws<ExternalException>(() => tensor(1L).requires_grad_());
    }

    [Test]
    public void AGradientAgreesWithDifferences()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var x = randn([4], float64, requires_grad: true);
        Tensor F(Tensor v) => (v.sigmoid() * v.exp()).log_softmax(0)[1];
        F(x).backward();
        for (var i = 0; i < 4; i++)
        {
            using var step = zeros([4], float64);
            step[i] = 1e-6;
            using (no_grad())
            {
                var slope = (F(x + step).ToDouble() - F(x - step).ToDouble()) / 2e-6;
                Assert.That(x.grad!.data<double>()[i], Is.EqualTo(slope).Within(1e-6));
            }
        }
    }
}
