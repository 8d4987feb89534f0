using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

[TestFixture]
internal sealed class SgdTests
{
    [TestCase(0.0, 0.0, 0.0, false, false)]
    [TestCase(0.0, 0.0, 0.1, false, false)]
    [TestCase(0.9, 0.0, 0.0, false, false)]
    [TestCase(0.9, 0.3, 0.01, false, false)]
    [TestCase(0.9, 0.0, 0.01, true, false)]
    [TestCase(0.5, 0.0, 0.01, false, true)]
    public void StepsFollowTheFormula(double momentum, double dampening, double decay, bool nesterov, bool maximize)
    {
        using var scope = NewDisposeScope();
        var p = nn.Parameter(tensor(new[] { 1.0, -2.0 }));
        using var optimizer = torch.optim.SGD([p], 0.1, momentum, dampening, decay, nesterov, maximize);
        double[] x = [1, -2];
        double[]? velocity = null;
        for (var step = 0; step < 5; step++)
        {
            optimizer.zero_grad();
            p.pow(2).sum().backward();
            optimizer.step();

            var g = x.Select(v => (maximize ? -1 : 1) * 2 * v + decay * v).ToArray();
            if (momentum != 0)
            {
                velocity = velocity is null ? g : velocity.Zip(g, (v, w) => momentum * v + (1 - dampening) * w).ToArray();
                g = nesterov ? g.Zip(velocity, (w, v) => w + momentum * v).ToArray() : velocity;
            }

            x = x.Zip(g, (v, w) => v - 0.1 * w).ToArray();
            Assert.That(p.detach().data<double>().ToArray(), Is.EqualTo(x).Within(1e-9 * Math.Max(1, Math.Abs(x[0]))), $"step {step}");
        }
    }

    [Test]
    public void GroupsHaveTheirOwnOptions()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (nn.Parameter(ones(1)), nn.Parameter(ones(1)));
        using var optimizer = torch.optim.SGD(
            new[] { new SGD.ParamGroup([a], new SGD.Options { weight_decay = 1.0 }), new SGD.ParamGroup([b], new SGD.Options { LearningRate = 0.5 }) },
            learningRate: 0.1);
        (a + b).sum().backward();
        optimizer.step();
        Assert.That(a.ToDouble(), Is.EqualTo(1 - 0.1 * 2).Within(1e-6));
        Assert.That(b.ToDouble(), Is.EqualTo(1 - 0.5).Within(1e-6));
        Assert.That(optimizer.ParamGroups.Select(group => group.LearningRate), Is.EqualTo(new[] { 0.1, 0.5 }));
        Assert.That(optimizer.parameters().Count(), Is.EqualTo(2));
    }

    [Test]
    public void ParametersWithoutGradientStayAndTheClosureGivesTheLoss()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (nn.Parameter(ones(1)), nn.Parameter(ones(1)));
        using var optimizer = torch.optim.SGD([a, b], 0.1);
        var loss = optimizer.step(() =>
        {
            var value = (a * 2).sum();
            value.backward();
            return value;
        });
        Assert.That(loss!.ToDouble(), Is.EqualTo(2));
        Assert.That((a.ToDouble(), b.ToDouble()), Is.EqualTo((1 - 0.2f, 1.0)));
    }

    [TestCase(-0.1, 0, 0, false)]
    [TestCase(0.1, -1, 0, false)]
    [TestCase(0.1, 0, -1, false)]
    [TestCase(0.1, 0, 0, true)]
    public void ImpossibleOptionsAreRefused(double rate, double momentum, double decay, bool nesterov)
    {
        using var p = nn.Parameter(ones(1));
        Assert.That(() => torch.optim.SGD([p], rate, momentum, weight_decay: decay, nesterov: nesterov), Throws.ArgumentException);
        Assert.That(() => torch.optim.SGD([p, p], 0.1), Throws.ArgumentException);
    }
}
