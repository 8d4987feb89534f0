using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Optimizers;

[TestFixture]
public class SgdTests
{
    [TestCase(0.9, 5e-4, false)]
    [TestCase(0.9, 5e-4, true)]
    [TestCase(0.9, 0, false)]
    [TestCase(0, 0.01, false)]
    [TestCase(0, 0, false)]
    public void FollowsTheFormulaOverSixSteps(double momentum, double weightDecay, bool nesterov)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new double[] { 1, -2, 0.5, 4 }).reshape(2, 2));
        var expected = parameter.data<double>().ToArray();
        var velocity = new double[4];
        using var sgd = new Sgd([("w", parameter)], new SgdOptions { Momentum = momentum, WeightDecay = weightDecay, Nesterov = nesterov });
        for (var step = 0; step < 6; step++)
        {
            var gradient = Enumerable.Range(0, 4).Select(i => Math.Sin((step * 4) + i)).ToArray();
            var learningRate = 0.1 / (step + 1);
            sgd.Step(new Gradients([tensor(gradient).reshape(2, 2)]), learningRate);
            for (var i = 0; i < 4; i++)
            {
                var g = gradient[i] + (weightDecay * expected[i]);
                velocity[i] = (momentum * velocity[i]) + g;
                expected[i] -= learningRate * (momentum == 0 ? g : nesterov ? g + (momentum * velocity[i]) : velocity[i]);
            }

            Assert.That(parameter.data<double>().ToArray(), Is.EqualTo(expected).Within(1e-14), $"step {step}");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void EqualsTorchSharpsSgd(bool nesterov)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Parameter[] ours = [new(randn(4, 3)), new(randn(4))];
        Parameter[] theirs = [.. ours.Select(p => new Parameter(p.detach().clone()))];
        using var sgd = new Sgd(
            [("a", ours[0]), ("b", ours[1])], new SgdOptions { Momentum = 0.9, WeightDecay = 5e-4, Nesterov = nesterov });
        using var reference = optim.SGD(theirs, 0.05, momentum: 0.9, weight_decay: 5e-4, nesterov: nesterov);
        for (var step = 0; step < 5; step++)
        {
            Tensor[] gradients = [.. ours.Select(p => randn_like(p).detach())];
            for (var i = 0; i < 2; i++)
            {
                theirs[i].grad = gradients[i].clone();
            }

            reference.step();
            sgd.Step(new Gradients(gradients), 0.05);
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.That(ours[i].data<float>().ToArray(), Is.EqualTo(theirs[i].data<float>().ToArray()));
        }
    }

    [Test]
    public void CanLeaveNormsAndBiasesUndecayed()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(2, 2));
        var bias = new Parameter(ones(2));
        using var sgd = new Sgd(
            [("w", weight), ("b", bias)], new SgdOptions { Momentum = 0, WeightDecay = 0.5, DecayNormsAndBiases = false });
        sgd.Step(new Gradients([zeros(2, 2), zeros(2)]), 1);
        Assert.That(weight.data<float>().ToArray(), Is.All.EqualTo(0.5f));
        Assert.That(bias.data<float>().ToArray(), Is.All.EqualTo(1f));
    }

    [Test]
    public void LeavesAParameterWithoutAGradientAlone()
    {
        using var scope = NewDisposeScope();
        var reached = new Parameter(ones(2));
        var unreached = new Parameter(ones(2));
        using var sgd = new Sgd([("r", reached), ("u", unreached)], new SgdOptions { WeightDecay = 0.1 });
        sgd.Step(new Gradients([ones(2), null]), 0.1);
        Assert.That(unreached.data<float>().ToArray(), Is.All.EqualTo(1f));
        Assert.That(reached.data<float>().ToArray(), Is.All.LessThan(1f));
    }

    [Test]
    public void NamesItsStateAfterTheParameters()
    {
        using var scope = NewDisposeScope();
        using var sgd = new Sgd([("fc.weight", new Parameter(ones(2, 3)))], new SgdOptions());
        Assert.That(sgd.State.Single().Key, Is.EqualTo("momentum/fc.weight"));
        Assert.That(sgd.State.Single().Value.shape, Is.EqualTo(new long[] { 2, 3 }));
    }

    [TestCase(-0.1, 0, false, "Momentum")]
    [TestCase(1, 0, false, "Momentum")]
    [TestCase(double.NaN, 0, false, "Momentum")]
    [TestCase(0.9, -1, false, "Weight decay")]
    [TestCase(0.9, double.PositiveInfinity, false, "Weight decay")]
    [TestCase(0, 0, true, "Nesterov")]
    public void RefusesSettingsOutOfRange(double momentum, double weightDecay, bool nesterov, string named)
    {
        Assert.That(
            () => new Sgd([], new SgdOptions { Momentum = momentum, WeightDecay = weightDecay, Nesterov = nesterov }),
            Throws.ArgumentException.With.Message.Contains(named));
    }
}
