using EdgeKd.Distillation.Checkpoints;
using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation.Tests.Metrics;

[TestFixture]
public class ProgressMeterTests
{
    private readonly HandClock clock = new();
    private ProgressMeter meter = null!;

    [SetUp]
    public void Begin() => meter = new ProgressMeter(batchSize: 64, totalSteps: 100, secondsBefore: 0, clock);

    // Steps of 3 s behind batches that take 1 s to come; the loader takes another second to say that there are no more.
    [TestCase(0, 0, 3.0 / 9)]
    [TestCase(11, 7, 10.0 / 20)]
    public void TheShareOfWaitingIsThatOfTheStepsAlone(double secondsBefore, double waitBefore, double share)
    {
        meter.BeginEpoch(secondsBefore, waitBefore);
        RunSteps(2);
        meter.EndSteps();
        clock.Seconds += 100; // a validation
        Assert.That(meter.WaitShare, Is.EqualTo(share).Within(1e-9));
    }

    [Test]
    public void TheNextEpochWaitsAnew()
    {
        meter.BeginEpoch(0, 0);
        RunSteps(2);
        meter.EndSteps();
        meter.EndEpoch();
        meter.BeginEpoch(0, 0);
        RunSteps(1);
        meter.EndSteps();
        Assert.That(meter.WaitShare, Is.EqualTo(2.0 / 5).Within(1e-9));
    }

    [TestCase(1, 2)]
    [TestCase(0, 0)]
    public void AnInterruptedEpochKeepsWhatItWaited(int step, double kept)
    {
        meter.BeginEpoch(0, 0);
        RunSteps(1);
        var state = new TrainingState { Fingerprint = "", Seed = 0, Step = step };
        meter.WriteTo(state);
        Assert.That(state.EpochWaitSeconds, Is.EqualTo(kept).Within(1e-9));
    }

    private void RunSteps(int count)
    {
        foreach (var _ in meter.Awaited(Batches(count)))
        {
            clock.Seconds += 3;
        }
    }

    private IEnumerable<int> Batches(int count)
    {
        for (var i = 0; i < count; i++)
        {
            clock.Seconds++;
            yield return i;
        }

        clock.Seconds++;
    }

    private sealed class HandClock : TimeProvider
    {
        public double Seconds { get; set; } = 5;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(1000 * Seconds);
    }
}
