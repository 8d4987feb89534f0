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

    [Test]
    public void One_pair_has_no_standard_error() =>
        Assert.That(PairedDifference.Of([0.6], [0.5]).StandardErrorPoints, Is.Null);

    [TestCase(new double[0], new double[0])]
    [TestCase(new[] { 0.5 }, new[] { 0.5, 0.6 })]
    public void What_is_not_paired_is_refused(double[] arm, double[] reference) =>
        Assert.That(() => PairedDifference.Of(arm, reference), Throws.ArgumentException);
}
