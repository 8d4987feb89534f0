using EdgeKd.Pipeline.Comparing;

namespace EdgeKd.Pipeline.Tests.Comparing;

[TestFixture]
public class PairedDifferenceTests
{
    // Differences of 1, 2 and 3 points: mean 2, sample deviation 1, standard error 1/√3.
    [TestCase(new[] { 0.91, 0.92, 0.93 }, new[] { 0.90, 0.90, 0.90 }, 2.0, 0.57735026918962573)]
    [TestCase(new[] { 0.5, 0.5 }, new[] { 0.5, 0.5 }, 0.0, 0.0)]
    [TestCase(new[] { 0.4, 0.6 }, new[] { 0.6, 0.4 }, 0.0, 20.0)]
    public void Mean_and_standard_error_are_those_of_the_differences(double[] arm, double[] reference, double mean, double error)
    {
        var difference = PairedDifference.Of(arm, reference);

        Assert.That(difference.MeanPoints, Is.EqualTo(mean).Within(1e-9));
        Assert.That(difference.StandardErrorPoints, Is.EqualTo(error).Within(1e-9));
    }

    // Three pairs have two degrees of freedom: Student's t at 97.5 % is 4.302652729911275.
    [Test]
    public void The_interval_is_the_error_times_the_quantile_of_t() =>
        Assert.That(
            PairedDifference.Of([0.91, 0.92, 0.93], [0.90, 0.90, 0.90]).HalfWidth95Points,
            Is.EqualTo(0.57735026918962573 * 4.302652729911275).Within(1e-6));

    [Test]
    public void One_pair_has_no_standard_error() =>
        Assert.That(PairedDifference.Of([0.6], [0.5]).StandardErrorPoints, Is.Null);

    [TestCase(new double[0], new double[0])]
    [TestCase(new[] { 0.5 }, new[] { 0.5, 0.6 })]
    public void What_is_not_paired_is_refused(double[] arm, double[] reference) =>
        Assert.That(() => PairedDifference.Of(arm, reference), Throws.ArgumentException);
}
