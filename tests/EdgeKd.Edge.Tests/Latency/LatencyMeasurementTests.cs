namespace EdgeKd.Edge.Tests.Latency;

[TestFixture]
public class LatencyMeasurementTests
{
    // Each run takes 10 ms on the clock; the first one 50 ms.
    [TestCase(0, 5, 0.0, 1.0, 5, TestName = "Runs are the minimum")]
    [TestCase(3, 5, 0.0, 1.0, 5, TestName = "Warm-up runs are not counted")]
    [TestCase(0, 5, 0.2, 1.0, 20, TestName = "Time is the minimum")]
    [TestCase(0, 100, 0.0, 0.3, 30, TestName = "The maximum ends it")]
    [TestCase(0, 100, 0.0, 0.0, 1, TestName = "At least one run is timed")]
    public void Ends_when_both_minima_are_met(int warmUp, int minRuns, double minSeconds, double maxSeconds, int expected)
    {
        var clock = new ManualClock();
        var numbers = new List<int>();
        var options = new LatencyOptions { WarmUpRuns = warmUp, MinRuns = minRuns, MinSeconds = minSeconds, MaxSeconds = maxSeconds };
        var measured = new LatencyMeasurement(
            number =>
            {
                numbers.Add(number);
                clock.Advance(number == 0 ? 50 : 10);
            },
            options, clock).Measure(CancellationToken.None);
        Assert.That(measured.FirstRunMs, Is.EqualTo(50));
        Assert.That(measured.SamplesMs, Has.Length.EqualTo(expected));
        Assert.That(measured.SamplesMs, Is.All.EqualTo(10));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 1 + warmUp + expected)));
    }

    [Test]
    public void Stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        var runs = 0;
        Assert.That(
            () => new LatencyMeasurement(
                _ =>
                {
                    if (++runs == 4)
                        stop.Cancel();
                },
                new LatencyOptions { WarmUpRuns = 0 }, new ManualClock()).Measure(stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(runs, Is.EqualTo(4));
    }

    // One takes 4 ms a run, the other 1 ms; the machine slows down to a third in the middle of the measurement.
    [Test]
    public void In_turns_a_drift_of_the_machine_meets_all_alike()
    {
        var clock = new ManualClock();
        var options = new LatencyOptions { WarmUpRuns = 1, MinRuns = 64, MinSeconds = 2 };
        var turns = new List<char>();
        LatencyMeasurement Subject(char name, double ms) => new(
            _ =>
            {
                turns.Add(name);
                clock.Advance(clock.GetTimestamp() < 2 * TimeSpan.TicksPerSecond ? ms : 3 * ms);
            },
            options, clock);
        LatencyMeasurement slow = Subject('s', 4), fast = Subject('f', 1);

        LatencyMeasurement.MeasureInTurns([slow, fast], CancellationToken.None);

        Assert.That(slow.SamplesMs.Sum(), Is.GreaterThanOrEqualTo(2000));
        Assert.That(fast.SamplesMs.Sum(), Is.GreaterThanOrEqualTo(2000));
        Assert.That(slow.SamplesMs.Average() / fast.SamplesMs.Average(), Is.EqualTo(4).Within(0.25));
        // Two first runs and warm-ups, then s f f s s f ...
        var blocks = string.Concat(turns.Skip(4).Aggregate(new List<char>(), (changes, turn) =>
        {
            if (changes.Count == 0 || changes[^1] != turn)
                changes.Add(turn);
            return changes;
        }));
        Assert.That(blocks, Does.StartWith("sfsfsf").And.Length.GreaterThan(20));
    }

    [Test]
    public void In_turns_each_block_begins_with_a_run_that_is_not_timed()
    {
        var clock = new ManualClock();
        var options = new LatencyOptions { WarmUpRuns = 0, MinRuns = 30, MinSeconds = 0 };
        var last = ' ';
        LatencyMeasurement Subject(char name) => new(
            _ =>
            {
                clock.Advance(last == name ? 5 : 100);
                last = name;
            },
            options, clock);
        LatencyMeasurement one = Subject('1'), other = Subject('2');

        LatencyMeasurement.MeasureInTurns([one, other], CancellationToken.None);

        Assert.That(one.SamplesMs.Concat(other.SamplesMs), Is.All.EqualTo(5));
        Assert.That(one.SamplesMs, Has.Length.EqualTo(32), "whole blocks of eight");
    }

    [Test]
    public void In_turns_one_that_never_has_enough_stops_at_its_maximum()
    {
        var clock = new ManualClock();
        var options = new LatencyOptions { WarmUpRuns = 0, MinRuns = 100, MinSeconds = 0, MaxSeconds = 1 };
        LatencyMeasurement slow = new(_ => clock.Advance(100), options, clock), fast = new(_ => clock.Advance(1), options, clock);

        LatencyMeasurement.MeasureInTurns([slow, fast], CancellationToken.None);

        Assert.That(slow.SamplesMs, Has.Length.EqualTo(10));
        Assert.That(fast.SamplesMs, Has.Length.GreaterThanOrEqualTo(100));
    }
}
