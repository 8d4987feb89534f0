using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Tests.Optim;

[TestFixture]
internal sealed class SchedulerTests
{
    private const double First = 0.4;

    private static IEnumerable<TestCaseData> Schedules()
    {
        TestCaseData Case(string name, Func<Optimizer, lr_scheduler.LRScheduler> make, Func<int, double> expected)
            => new TestCaseData(make, expected).SetArgDisplayNames(name);
        yield return Case("step", o => lr_scheduler.StepLR(o, 3, 0.5), t => First * Math.Pow(0.5, t / 3));
        yield return Case("milestones", o => lr_scheduler.MultiStepLR(o, [2, 5, 5], 0.1), t => First * Math.Pow(0.1, (t >= 2 ? 1 : 0) + (t >= 5 ? 2 : 0)));
        yield return Case("exponential", o => lr_scheduler.ExponentialLR(o, 0.9), t => First * Math.Pow(0.9, t));
        yield return Case("constant", o => lr_scheduler.ConstantLR(o, 0.25, 4), t => t < 4 ? First / 4 : First);
        yield return Case("linear", o => lr_scheduler.LinearLR(o, 0.1, 1, 5), t => First * (0.1 + 0.9 * Math.Min(t, 5) / 5));
        yield return Case("cosine", o => lr_scheduler.CosineAnnealingLR(o, 8, 0.01), t => 0.01 + (First - 0.01) * (1 + Math.Cos(Math.PI * t / 8)) / 2);
        yield return Case("lambda", o => lr_scheduler.LambdaLR(o, t => 1.0 / (t + 1)), t => First / (t + 1));
        yield return Case("multiplicative", o => lr_scheduler.MultiplicativeLR(o, _ => 0.5), t => First * Math.Pow(0.5, t));
        yield return Case(
            "warm-up, then cosine",
            o => lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o, 0.25, 1, 4), lr_scheduler.CosineAnnealingLR(o, 12)], [4]),
            t => t < 4 ? First * (0.25 + 0.75 * t / 4) : First * (1 + Math.Cos(Math.PI * (t - 4) / 12)) / 2);
    }

    [TestCaseSource(nameof(Schedules))]
    public void RatesEqualTheClosedForm(Func<Optimizer, lr_scheduler.LRScheduler> make, Func<int, double> expected)
    {
        using var p = nn.Parameter(ones(1));
        using var optimizer = torch.optim.SGD([p], First);
        var schedule = make(optimizer);
        for (var epoch = 0; epoch < 12; epoch++)
        {
            var rate = optimizer.ParamGroups.Single().LearningRate;
            Assert.That(rate, Is.EqualTo(expected(epoch)).Within(1e-12), $"epoch {epoch}");
            Assert.That(schedule.get_last_lr().Single(), Is.EqualTo(rate));
            optimizer.step();
            schedule.step();
        }
    }

    [Test]
    public void ACosineRisesAgainAfterItsLowest()
    {
        using var p = nn.Parameter(ones(1));
        using var optimizer = torch.optim.SGD([p], First);
        var schedule = lr_scheduler.CosineAnnealingLR(optimizer, 4);
        for (var epoch = 1; epoch <= 8; epoch++)
            schedule.step();
        Assert.That(schedule.get_last_lr().Single(), Is.EqualTo(First).Within(1e-12));
    }

    [Test]
    public void GroupsHaveTheirOwnRates()
    {
        using var p = nn.Parameter(ones(1));
        using var q = nn.Parameter(ones(1));
        using var optimizer = torch.optim.SGD(
            new[] { new Modules.SGD.ParamGroup([p], 1.0), new Modules.SGD.ParamGroup([q], 0.1) }, 0.5);
        var schedule = lr_scheduler.LambdaLR(optimizer, [t => 1 - 0.1 * t, _ => 2]);
        schedule.step();
        Assert.That(schedule.get_last_lr(), Is.EqualTo(new[] { 0.9, 0.2 }).Within(1e-12));
        Assert.That(() => lr_scheduler.LambdaLR(optimizer, [_ => 1.0]), Throws.ArgumentException);
    }

    [Test]
    public void ASequenceNeedsAMilestoneLessThanSchedules()
    {
        using var p = nn.Parameter(ones(1));
        using var optimizer = torch.optim.SGD([p], First);
        using var other = torch.optim.SGD([p], First);
        var step = lr_scheduler.StepLR(optimizer, 1);
        Assert.That(() => lr_scheduler.SequentialLR(optimizer, [step], [1]), Throws.ArgumentException);
        Assert.That(() => lr_scheduler.SequentialLR(other, [step], []), Throws.ArgumentException);
    }
}
