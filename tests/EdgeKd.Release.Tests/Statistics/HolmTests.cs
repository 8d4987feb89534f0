using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Statistics;

[TestFixture]
public class HolmTests
{
    // Worked by hand: 3·0.01, 2·0.02, then no smaller than the one before.
    [Test]
    public void Each_p_is_multiplied_by_the_tests_that_are_left() =>
        Assert.That(Holm.Adjust([0.04, 0.01, 0.02]), Is.EqualTo(new[] { 0.04, 0.03, 0.04 }).Within(1e-12));

    [Test]
    public void Nothing_and_ones_stay() => Assert.That((Holm.Adjust([]).Count, Holm.Adjust([1, 1])[0]), Is.EqualTo((0, 1.0)));

    // The procedure as its author tells it: from the smallest p on, reject while p ≤ level/(tests left), and stop at the first that is kept.
    [Test]
    public void It_rejects_what_the_step_down_procedure_rejects() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(),
        (bytes, level) =>
        {
            double[] p = [.. bytes.Take(12).Select(value => value / 255.0 * value / 255.0)];
            var alpha = (level + 1) / 1000.0;
            var rejected = new HashSet<int>();
            foreach (var (rank, i) in Enumerable.Range(0, p.Length).OrderBy(i => p[i]).Index())
            {
                // Compared as the procedure multiplies, so that no rounding stands between both.
                if ((p.Length - rank) * p[i] > alpha)
                    break;
                rejected.Add(i);
            }

            var adjusted = Holm.Adjust(p);
            return Enumerable.Range(0, p.Length).All(i => adjusted[i] <= alpha == rejected.Contains(i));
        }).QuickCheckThrowOnFailure();

    [TestCase(-0.1), TestCase(1.1), TestCase(double.NaN)]
    public void What_is_no_probability_is_an_error(double p) => Assert.That(() => Holm.Adjust([0.5, p]), Throws.ArgumentException);
}
