using System.Text.Json.Nodes;
using MathNet.Numerics.Distributions;

namespace EdgeKd.Release.Tests.Statistics;

[TestFixture, Category("Vectors")]
public class ProportionIntervalTests
{
    [Test]
    public void Both_intervals_are_those_of_the_reference_tables()
    {
        var rows = Vectors.Statistics["proportions"]!.AsArray();
        Assert.That(rows, Has.Count.EqualTo(10));
        Assert.Multiple(() =>
        {
            foreach (var row in rows)
            {
                var (k, n) = ((int)row!["k"]!, (int)row["n"]!);
                foreach (var expected in row["intervals"]!.AsArray())
                {
                    var level = (double)expected!["level"]!;
                    Same(ProportionInterval.Wilson(k, n, level), expected["wilson"]!, 1e-10, $"Wilson {k} of {n} at {level}");
                    Same(ProportionInterval.ClopperPearson(k, n, level), expected["clopper_pearson"]!, 1e-8, $"Clopper-Pearson {k} of {n} at {level}");
                }
            }
        });
    }

    // The definition: at its limits the observed count is as rare as the level allows.
    [TestCase(3, 20), TestCase(1, 7), TestCase(6, 7), TestCase(50, 100)]
    public void At_the_exact_limits_the_tails_have_half_of_the_error(int k, int n)
    {
        var (lower, upper) = ProportionInterval.ClopperPearson(k, n, 0.9);
        Assert.That(1 - Binomial.CDF(lower, n, k - 1), Is.EqualTo(0.05).Within(1e-9));
        Assert.That(Binomial.CDF(upper, n, k), Is.EqualTo(0.05).Within(1e-9));
    }

    // Wilson's limits solve (p̂ − p)² = z²·p(1 − p)/n.
    [TestCase(3, 20), TestCase(999, 1000), TestCase(50, 100)]
    public void At_Wilsons_limits_the_score_is_z(int k, int n)
    {
        var (lower, upper) = ProportionInterval.Wilson(k, n, 0.95);
        foreach (var p in new[] { lower, upper })
            Assert.That(Math.Abs(((double)k / n) - p) / Math.Sqrt(p * (1 - p) / n), Is.EqualTo(1.959963984540054).Within(1e-9));
    }

    [TestCase(-1, 10, 0.9), TestCase(11, 10, 0.9), TestCase(0, 0, 0.9), TestCase(1, 2, 1), TestCase(1, 2, double.NaN)]
    public void Counts_and_confidences_that_are_none_are_errors(int k, int n, double confidence)
    {
        Assert.That(() => ProportionInterval.Wilson(k, n, confidence), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ProportionInterval.ClopperPearson(k, n, confidence), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void Same((double Lower, double Upper) actual, JsonNode expected, double tolerance, string what)
    {
        Assert.That(actual.Lower, Is.EqualTo((double)expected[0]!).Within(tolerance), what);
        Assert.That(actual.Upper, Is.EqualTo((double)expected[1]!).Within(tolerance), what);
    }
}
