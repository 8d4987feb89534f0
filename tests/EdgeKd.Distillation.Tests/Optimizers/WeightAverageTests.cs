using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Optimizers;

[TestFixture]
public class WeightAverageTests
{
    [TestCase(0.9, 1, 2.0 / 11)]
    [TestCase(0.9, 8, 0.5)]
    [TestCase(0.9, 79, 80.0 / 89)]
    [TestCase(0.9, 80, 0.9)]
    [TestCase(0.9, 1_000_000, 0.9)]
    [TestCase(0.1, 1, 0.1)]
    public void DecayRampsUp(double decay, long update, double expected) =>
        Assert.That(WeightAverage.DecayAt(decay, update), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void AveragesWeightsAndStatisticsAndCopiesCounters()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm1d(2);
        var state = norm.state_dict();
        using var average = new WeightAverage(norm, 0.5);
        var weight = 1.0;
        var mean = 0.0;
        for (var update = 1; update <= 5; update++)
        {
            using (no_grad())
            {
                state["weight"].fill_(update);
                state["running_mean"].fill_(-update);
                state["num_batches_tracked"].fill_(update);
            }

            average.Update(update);
            var d = WeightAverage.DecayAt(0.5, update);
            weight = (d * weight) + ((1 - d) * update);
            mean = (d * mean) - ((1 - d) * update);
        }

        var averages = average.State.ToDictionary();
        Assert.That(averages["weight"].data<float>().ToArray(), Is.All.EqualTo(weight).Within(1e-6));
        Assert.That(averages["running_mean"].data<float>().ToArray(), Is.All.EqualTo(mean).Within(1e-6));
        Assert.That(averages["num_batches_tracked"].ToInt64(), Is.EqualTo(5));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void RefusesADecayOutOfRange(double decay)
    {
        using var module = nn.Linear(1, 1);
        Assert.That(() => new WeightAverage(module, decay), Throws.ArgumentException.With.Message.Contains("EMA"));
    }
}
