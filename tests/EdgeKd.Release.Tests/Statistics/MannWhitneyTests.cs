using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Statistics;

[TestFixture, Category("Vectors")]
public class MannWhitneyTests
{
    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(value => (double)value!)];

    [Test]
    public void Test_and_shift_are_those_of_the_reference_tables()
    {
        var rows = Vectors.Statistics["mann_whitney"]!.AsArray();
        Assert.That(rows, Has.Count.EqualTo(4));
        Assert.Multiple(() =>
        {
            foreach (var row in rows)
            {
                double[] x = Numbers(row!["x"]!), y = Numbers(row["y"]!);
                var test = MannWhitney.Of(x, y);
                Assert.That((test.Ux, test.Uy), Is.EqualTo(((double)row["u_x"]!, (double)row["u_y"]!)));
                Assert.That(test.ExactP(), Is.EqualTo((double)row["exact_p_two_sided"]!).Within(1e-10));
                Assert.That(test.AsymptoticP(withContinuity: true), Is.EqualTo((double)row["asymptotic_p_continuity"]!).Within(1e-10));
                Assert.That(test.AsymptoticP(withContinuity: false), Is.EqualTo((double)row["asymptotic_p"]!).Within(1e-10));
                Assert.That(HodgesLehmann.Shift(x, y), Is.EqualTo((double)row["hodges_lehmann_shift"]!).Within(1e-10));
            }
        });
    }

    // Every way of dealing the values, one by one.
    [TestCase(new[] { 1.0, 2, 2, 5 }, new[] { 2.0, 3, 4 }), TestCase(new[] { 7.0 }, new[] { 7.0, 7, 8 }), TestCase(new[] { 1.0, 4, 4 }, new[] { 4.0, 4, 1, 9 })]
    public void The_exact_p_counts_every_deal(double[] x, double[] y)
    {
        double[] all = [.. x, .. y];
        double U(int mask) => (from i in Enumerable.Range(0, all.Length) where (mask >> i & 1) == 1
                               from j in Enumerable.Range(0, all.Length) where (mask >> j & 1) == 0
                               select all[i] > all[j] ? 1 : all[i] == all[j] ? 0.5 : 0).Sum();
        var deals = Enumerable.Range(0, 1 << all.Length).Where(mask => int.PopCount(mask) == x.Length).Select(U).ToArray();
        var observed = U((1 << x.Length) - 1);
        var expected = Math.Min(1, 2.0 * Math.Min(deals.Count(u => u <= observed), deals.Count(u => u >= observed)) / deals.Length);

        Assert.That(MannWhitney.Of(x, y).Ux, Is.EqualTo(observed));
        Assert.That(MannWhitney.Of(x, y).ExactP(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Equal_values_tell_nothing()
    {
        var test = MannWhitney.Of([3, 3], [3, 3, 3]);
        Assert.That((test.ExactP(), test.AsymptoticP(true), HodgesLehmann.Shift([3, 3], [3])), Is.EqualTo((1.0, 1.0, 0.0)));
    }

    [Test]
    public void What_is_no_sample_is_an_error()
    {
        Assert.That(() => MannWhitney.Of([], [1]), Throws.ArgumentException.With.Message.Contains("0 and 1"));
        Assert.That(() => HodgesLehmann.Shift([1], [double.NaN]), Throws.ArgumentException);
        Assert.That(() => MannWhitney.Of(new double[101], new double[100]).ExactP(), Throws.InvalidOperationException.With.Message.Contains("201"));
    }
}
