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
        var (first, samples) = LatencyMeasurement.Measure(
            number =>
            {
                numbers.Add(number);
                clock.Advance(number == 0 ? 50 : 10);
            },
            options, clock, CancellationToken.None);
        Assert.That(first, Is.EqualTo(50));
        Assert.That(samples, Has.Length.EqualTo(expected));
        Assert.That(samples, Is.All.EqualTo(10));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 1 + warmUp + expected)));
    }

    [Test]
    public void Stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        var runs = 0;
        Assert.That(
            () => LatencyMeasurement.Measure(
                _ =>
                {
                    if (++runs == 4)
                        stop.Cancel();
                },
                new LatencyOptions { WarmUpRuns = 0 }, new ManualClock(), stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(runs, Is.EqualTo(4));
    }
}
