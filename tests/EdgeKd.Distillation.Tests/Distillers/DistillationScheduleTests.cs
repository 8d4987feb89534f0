using EdgeKd.Distillation.Distillers;

namespace EdgeKd.Distillation.Tests.Distillers;

[TestFixture]
public class DistillationScheduleTests
{
    [TestCase(0, null, 1, 1.0)]
    [TestCase(4, null, 1, 0.25)]
    [TestCase(4, null, 4, 1.0)]
    [TestCase(4, null, 5, 1.0)]
    [TestCase(0, 3, 2, 1.0)]
    [TestCase(0, 3, 3, 0.0)]
    [TestCase(4, 3, 2, 0.5)]
    public void WeighsEachEpoch(int warmUp, int? stop, int epoch, double factor) =>
        Assert.That(new DistillationSchedule { WarmUpEpochs = warmUp, StopEpoch = stop }.Factor(epoch), Is.EqualTo(factor));
}
