using EdgeKd.Distillation.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Distillation.Tests.Schedules;

[TestFixture]
public class LearningRateScheduleTests
{
    [TestCase(0, 1.0)]
    [TestCase(25, 0.85355339059327378)]
    [TestCase(50, 0.5)]
    [TestCase(99, 0.00024671981713420014)]
    public void Cosine(long step, double expected) =>
        Assert.That(new LearningRateSchedule(new() { Kind = "cosine" }, 10).Factor(step, 100), Is.EqualTo(expected).Within(1e-12));

    [TestCase(0, 0.05)]
    [TestCase(18, 0.95)]
    [TestCase(19, 1.0)]
    [TestCase(20, 1.0)]
    [TestCase(60, 0.55)]
    public void CosineAfterAWarmUpDownToATenth(long step, double expected)
    {
        var schedule = new LearningRateSchedule(new() { Kind = "cosine", WarmUpEpochs = 2, FinalFactor = 0.1 }, 10);
        Assert.That(schedule.Factor(step, 100), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(0, 1.0)]
    [TestCase(149, 1.0)]
    [TestCase(150, 0.1)]
    [TestCase(179, 0.1)]
    [TestCase(180, 0.01)]
    [TestCase(210, 0.001)]
    [TestCase(239, 0.001)]
    public void StepDropsOnTheFirstStepAfterAMilestone(long step, double expected)
    {
        var schedule = new LearningRateSchedule(new() { Kind = "step", Milestones = [150, 180, 210] }, 240);
        Assert.That(schedule.Factor(step, 240), Is.EqualTo(expected).Within(1e-12));
        foreach (var stepsAnEpoch in new[] { 7L, 84, 391 })
        {
            Assert.That(schedule.Factor(step * stepsAnEpoch, 240 * stepsAnEpoch), Is.EqualTo(expected).Within(1e-12));
            Assert.That(schedule.Factor(((step + 1) * stepsAnEpoch) - 1, 240 * stepsAnEpoch), Is.EqualTo(expected).Within(1e-12));
        }
    }

    [TestCase(0, 0.2)]
    [TestCase(4, 1.0)]
    [TestCase(5, 1.0)]
    [TestCase(9, 1.0)]
    public void ConstantAfterAWarmUpOfHalfAnEpoch(long step, double expected)
    {
        var schedule = new LearningRateSchedule(new() { Kind = "constant", WarmUpEpochs = 0.5 }, 1);
        Assert.That(schedule.Factor(step, 10), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void NeverLeavesZeroToOneAndCosineNeverRisesAfterTheWarmUp()
    {
        var cases = from epochs in Gen.Choose(1, 50)
                    from steps in Gen.Choose(1, 40)
                    from warm in Gen.Choose(0, 99)
                    select (epochs, steps, WarmUp: warm / 100.0 * epochs);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var schedule = new LearningRateSchedule(new() { WarmUpEpochs = c.WarmUp }, c.epochs);
            var total = (long)c.epochs * c.steps;
            var factors = Enumerable.Range(0, (int)total).Select(s => schedule.Factor(s, total)).ToArray();
            var after = factors.Skip((int)Math.Round(c.WarmUp / c.epochs * total)).ToArray();
            return factors.All(f => f is >= 0 and <= 1) && after.Zip(after.Skip(1)).All(p => p.First >= p.Second);
        }).QuickCheckThrowOnFailure();
    }

    [TestCase("sawtooth", 0, 0.1, new double[0], "sawtooth")]
    [TestCase("cosine", 5, 0.1, new double[0], "warm-up")]
    [TestCase("cosine", -1, 0.1, new double[0], "warm-up")]
    [TestCase("step", 0, 0.1, new double[0], "milestones")]
    [TestCase("step", 0, 0.1, new double[] { 3, 3 }, "rise")]
    [TestCase("step", 0, 0, new double[] { 3 }, "drop factor")]
    public void RefusesSettingsThatMakeNoSense(string kind, double warmUp, double drop, double[] milestones, string named)
    {
        var options = new ScheduleOptions { Kind = kind, WarmUpEpochs = warmUp, DropFactor = drop, Milestones = milestones };
        Assert.That(() => new LearningRateSchedule(options, 5), Throws.ArgumentException.With.Message.Contains(named));
    }

    [TestCase(-1)]
    [TestCase(10)]
    public void RefusesAStepOutsideTheTraining(long step) =>
        Assert.That(() => new LearningRateSchedule(new(), 1).Factor(step, 10), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
