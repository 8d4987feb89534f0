using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Edge.Tests.Latency;

[TestFixture]
public class EarlyStoppingTests
{
    // What mlcommons/inference's MinPassingQueriesFinder gives, with t added; 64 and 662 stand in MLPerf's own settings.
    [TestCase(0.90, new[] { 44, 64, 81, 97, 127, 197, 325 })]
    [TestCase(0.95, new[] { 90, 130, 165, 198, 259, 398, 656 })]
    [TestCase(0.99, new[] { 459, 662, 838, 1001, 1307, 2010, 3304 })]
    [TestCase(0.999, new[] { 4603, 6636, 8403, 10042 })]
    public void The_fewest_runs_are_those_of_the_load_generator(double percentile, int[] expected)
    {
        int[] over = [0, 1, 2, 3, 5, 10, 20];
        Assert.That(over.Take(expected.Length).Select(t => EarlyStopping.MinRuns(t, percentile)), Is.EqualTo(expected));
    }

    // Exact fractions: the probability that of n runs at most t are over the latency, when p of all keep to it.
    [Test]
    public void The_fewest_runs_are_those_of_exact_binomials([Values(90, 95)] int percent, [Values(0, 1, 2, 5)] int over)
    {
        var n = over + 1;
        while (!IsAtMostOnePercent(n, over, percent))
            n++;
        Assert.That(EarlyStopping.MinRuns(over, percent / 100.0), Is.EqualTo(n));
    }

    // 100·Σ C(n,x)·p^(n−x)·(100−p)^x ≤ 100^n in whole numbers.
    private static bool IsAtMostOnePercent(int n, int over, int percent)
    {
        BigInteger sum = 0, choose = 1;
        for (var x = 0; x <= over; x++)
        {
            sum += choose * BigInteger.Pow(percent, n - x) * BigInteger.Pow(100 - percent, x);
            choose = choose * (n - x) / (x + 1);
        }

        return 100 * sum <= BigInteger.Pow(100, n);
    }

    // The load generator's own loop, by trying every t.
    private static double? ByTrying(double[] sorted, double percentile)
    {
        if (sorted.Length < EarlyStopping.MinRuns(1, percentile))
            return null;
        var t = 1;
        while (sorted.Length >= EarlyStopping.MinRuns(t + 1, percentile))
            t++;
        return sorted[sorted.Length - t];
    }

    [TestCase(0.90, 1), TestCase(0.90, 63), TestCase(0.90, 64), TestCase(0.90, 80), TestCase(0.90, 81), TestCase(0.90, 1024), TestCase(0.90, 23_886)]
    [TestCase(0.99, 661), TestCase(0.99, 662), TestCase(0.99, 3304)]
    public void The_limit_is_the_slowest_run_but_as_many_as_may_be_left_out(double percentile, int runs)
    {
        double[] sorted = [.. Enumerable.Range(1, runs).Select(i => (double)i)];
        Assert.That(EarlyStopping.UpperLimit(sorted, percentile), Is.EqualTo(ByTrying(sorted, percentile)));
    }

    [TestCase(63, null), TestCase(64, 64.0), TestCase(81, 80.0), TestCase(127, 123.0), TestCase(325, 306.0)]
    public void At_the_fixed_points_it_can_be_counted(int runs, double? expected) =>
        Assert.That(EarlyStopping.UpperLimit([.. Enumerable.Range(1, runs).Select(i => (double)i)], 0.90), Is.EqualTo(expected));

    [Test]
    public void The_limit_is_never_below_the_percentile() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(64, 2000).ToArbitrary(),
        runs =>
        {
            double[] sorted = [.. Enumerable.Range(0, runs).Select(i => (double)i)];
            return EarlyStopping.UpperLimit(sorted, 0.90) >= Percentiles.Of(sorted, 0.90m);
        }));

    // Of exponential times the 90th percentile is ln 10; the limit has to be above it at least 99 times in 100.
    [Test]
    public void The_limit_holds_as_often_as_it_says()
    {
        var random = new Random(7);
        var holds = Enumerable.Range(0, 2000).Count(_ =>
        {
            double[] sorted = [.. Enumerable.Range(0, 256).Select(_ => -Math.Log(1 - random.NextDouble())).Order()];
            return EarlyStopping.UpperLimit(sorted, 0.90) >= Math.Log(10);
        });
        Assert.That(holds, Is.GreaterThanOrEqualTo(1980));
    }

    // The naive way: the largest k with P(B < k) <= 1 %, summed from the exact terms.
    [TestCase(43, 0.90), TestCase(64, 0.90), TestCase(128, 0.90), TestCase(100, 0.95)]
    public void The_lower_limit_is_the_largest_run_that_is_below_often_enough(int runs, double percentile)
    {
        double[] sorted = [.. Enumerable.Range(1, runs).Select(i => (double)i)];
        double sum = 0, term = Math.Pow(1 - percentile, runs);
        var k = 0;
        for (var x = 0; x < runs; x++)
        {
            sum += term;
            if (sum > 0.01)
                break;
            k = x + 1;
            term *= (double)(runs - x) / (x + 1) * percentile / (1 - percentile);
        }

        Assert.That(k, Is.GreaterThan(0));
        Assert.That(EarlyStopping.LowerLimit(sorted, percentile), Is.EqualTo(k));
    }

    [Test]
    public void Few_runs_have_no_lower_limit() => Assert.That(EarlyStopping.LowerLimit([1], 0.90), Is.Null);

    [Test]
    public void Refuses_what_is_no_share()
    {
        Assert.That(() => EarlyStopping.MinRuns(-1, 0.9), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => EarlyStopping.MinRuns(0, 1), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => EarlyStopping.MinRuns(0, 0.9, double.NaN), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => EarlyStopping.UpperLimit([1], 0), Throws.InstanceOf<ArgumentException>());
    }
}
