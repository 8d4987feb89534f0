namespace EdgeKd.Edge.Tests.Latency.Trust;

[TestFixture]
public class LatencyTrustTests
{
    private static double[] Runs(params (int Count, double Ms)[] parts) => [.. parts.SelectMany(part => Enumerable.Repeat(part.Ms, part.Count))];

    private static double[] Noisy(int count, double ms, double deviation, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => ms * (1 + (deviation * ((2 * random.NextDouble()) - 1))))];
    }

    [Test]
    public void A_steady_machine_is_trusted_whatever_a_few_runs_take()
    {
        Assert.That(LatencyTrust.Doubt(Runs((1000, 2))), Is.Null);
        Assert.That(LatencyTrust.Doubt(Noisy(1000, 2, 0.3)), Is.Null, "noise without a drift");
        Assert.That(LatencyTrust.Doubt(Runs((500, 2), (10, 400), (490, 2))), Is.Null, "an interruption");
    }

    [TestCase(2.21, true), TestCase(2.19, false), TestCase(4, true)]
    public void One_that_throttles_half_way_is_not(double then, bool isDoubted) => Assert.That(
        LatencyTrust.Doubt(Runs((500, 2), (500, then))), isDoubted ? Does.Contain("the second half of the runs is").And.Contain("throttled") : Is.Null);

    [Test]
    public void The_clock_of_the_processor_is_named_where_it_fell()
    {
        var conditions = new MeasurementConditions(3, 3, StartFrequencyKhz: 2_400_000, EndFrequencyKhz: 1_200_000);
        Assert.That(LatencyTrust.Doubt(Runs((500, 2), (500, 3)), conditions), Does.Contain("50 % slower").And.Contain("fell from 2400 to 1200 MHz"));
    }

    [Test]
    public void One_that_was_busy_at_first_is_not_either() =>
        Assert.That(LatencyTrust.Doubt(Runs((500, 4), (500, 2))), Does.StartWith("the first half of the runs is 100 % slower"));

    // Both halves are alike, but every other part is twice as slow.
    [Test]
    public void One_that_goes_to_and_fro_varies_too_much() =>
        Assert.That(LatencyTrust.Doubt(Runs([.. Enumerable.Range(0, 16).Select(i => (64, i % 2 == 0 ? 2.0 : 4.0))])), Does.StartWith("the runs vary by"));

    [TestCase(31, 20.0, TestName = "Too few runs")]
    [TestCase(100, 4.9, TestName = "Too short a time")]
    public void Little_says_nothing_about_a_drift(int count, double ms) =>
        Assert.That(LatencyTrust.Doubt(Runs((count / 2, ms / 2), (count - (count / 2), ms))), Is.Null);

    [TestCase(5.0, 2.0, "the clock jumped: 5.00 s went by on the clock of the day and 2.00 s")]
    [TestCase(-3600, 2.0, "the clock jumped")]
    [TestCase(1.8, 1.8, "the runs add up to 2.00 s, but 1.80 s went by")]
    [TestCase(double.NaN, 2.0, "the clock jumped")]
    public void A_clock_that_jumps_is_named(double wall, double monotonic, string doubt) =>
        Assert.That(LatencyTrust.Doubt(Runs((1000, 2)), new MeasurementConditions(wall, monotonic)), Does.Contain(doubt));

    [TestCase(2.09, 2.0), TestCase(2.0, 2.09), TestCase(60.5, 60.0)]
    public void A_clock_that_is_disciplined_is_not(double wall, double monotonic) =>
        Assert.That(LatencyTrust.Doubt(Runs((1000, 2)), new MeasurementConditions(wall, monotonic)), Is.Null);

    [Test]
    public void Of_a_single_run_the_clock_alone_can_be_doubted()
    {
        Assert.That(LatencyTrust.Doubt([5]), Is.Null);
        Assert.That(LatencyTrust.Doubt([5], new MeasurementConditions(9, 0.1)), Is.Not.Null);
        Assert.That(() => LatencyTrust.Doubt([]), Throws.InstanceOf<ArgumentException>());
    }
}
