using EdgeKd.Data;
using EdgeKd.Distillation.Optimizers;

namespace EdgeKd.Distillation.Tests.Optimizers;

[TestFixture]
public class OptimizerFactoryTests
{
    private static readonly TrainingOptions Options = new() { Normalization = Normalization.Symmetric };

    [TestCase("sgd", typeof(Sgd))]
    [TestCase("dot", typeof(Dot))]
    public void KnowsEveryName(string name, Type type)
    {
        Assert.That(OptimizerFactory.Names, Has.Member(name));
        using var optimizer = OptimizerFactory.Create(Options with { Optimizer = name }, []);
        Assert.That(optimizer, Is.TypeOf(type));
    }

    [Test]
    public void AnUnknownNameGetsTheKnownOnes() => Assert.That(
        () => OptimizerFactory.Create(Options with { Optimizer = "adam" }, []),
        Throws.ArgumentException.With.Message.Contains("'adam'").And.Message.Contains("sgd, dot"));

    [Test]
    public void DotRefusesNesterov() => Assert.That(
        () => OptimizerFactory.Create(Options with { Optimizer = "dot", Nesterov = true }, []),
        Throws.ArgumentException.With.Message.Contains("nesterov: false"));

    [Test]
    public void DotRefusesAnUnknownWeightDecay() => Assert.That(
        () => OptimizerFactory.Create(Options with { Optimizer = "dot", DotWeightDecay = "twice" }, []),
        Throws.ArgumentException.With.Message.Contains("'twice'").And.Message.Contains("reference"));

    [Test]
    public void DotTakesItsDeltaFromTheOptions() => Assert.That(
        () => OptimizerFactory.Create(Options with { Optimizer = "dot", Momentum = 0.95 }, []),
        Throws.ArgumentException.With.Message.Contains("0.05"));
}
