using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Reporting;

[TestFixture]
public class FiguresTests
{
    // Two bins by hand: two answers of 0.95, one right, and one of 0.6, right. ECE = 2/3·|0.5 − 0.95| + 1/3·|1 − 0.6| = 0.4333.
    [Test]
    public void The_calibration_error_of_three_answers()
    {
        var reliability = Reliability.Of([0, 0, 0], Answers([0, 1, 0], [0.95f, 0.95f, 0.6f]));

        Assert.That(reliability.ExpectedCalibrationError, Is.EqualTo(0.43333).Within(1e-5));
        Assert.That(reliability.Bins.Where(bin => bin.Count > 0).Select(bin => (bin.Count, bin.Accuracy)), Is.EqualTo(new (int, double?)[] { (1, 1), (2, 0.5) }));
    }

    [TestCase(1f, 14), TestCase(0.001f, 0), TestCase(0.999f, 14), TestCase(0.5f, 7)]
    public void A_confidence_falls_into_its_bin(float confidence, int bin) =>
        Assert.That(Reliability.Of([0], Answers([0], [confidence])).Bins[bin].Count, Is.EqualTo(1));

    [Test]
    public void Every_answer_is_in_one_bin_whose_ends_hold_it() => Prop.ForAll(
        Gen.Choose(1, 1_000_000).Select(value => value / 1e6f).ListOf().Where(list => list.Count > 0).ToArbitrary(),
        confidences =>
        {
            var reliability = Reliability.Of([.. confidences.Select(_ => 0)], Answers([.. confidences.Select(_ => 0)], [.. confidences]));
            return reliability.Bins.Sum(bin => bin.Count) == confidences.Count
                && reliability.Bins.All(bin => bin.Count == 0 || (bin.Confidence >= bin.From - 1e-6 && bin.Confidence <= bin.To + 1e-6));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Confusions_are_counted_by_label_and_answer()
    {
        var matrix = ConfusionMatrix.Of([0, 0, 0, 1, 2, 2], [0, 1, 1, 1, 0, 2], 3);

        Assert.That((matrix[0, 0], matrix[0, 1], matrix[1, 1], matrix[2, 0], matrix[2, 2]), Is.EqualTo((1, 2, 1, 1, 1)));
        Assert.That((matrix.Count(0), matrix.Count(1), matrix.Count(2)), Is.EqualTo((3, 1, 2)));
        Assert.That(matrix.Pairs(), Is.EqualTo(new[] { (0, 1, 2), (2, 0, 1) }));
    }

    [Test]
    public void A_histogram_holds_all_but_the_slowest_hundredth()
    {
        float[] sample = [.. Enumerable.Range(1, 1000).Select(i => (float)i)];

        var histogram = Histogram.Over([sample]);

        Assert.That(histogram.Shares(sample).Sum(), Is.EqualTo(0.99).Within(1e-9));
        Assert.That(histogram.MiddleOf(0), Is.EqualTo(1 + (989 / 80.0)).Within(1e-9));
    }

    [Test]
    public void Equal_samples_have_one_bin() => Assert.That(Histogram.Over([[2f, 2f]]).Shares([2f, 2f]), Is.EqualTo(new[] { 1.0 }));

    [Test]
    public void The_lost_images_come_with_the_worst_first()
    {
        AnswersEvidence now = new() { Top = [1, 0, 1, 1], Confidence = [0.6f, 0.9f, 0.9f, 0.8f], LabelLogProbability = [-1, -0.1f, -3, -2] };
        AnswersEvidence before = new() { Top = [0, 0, 0, 1], Confidence = [0.9f, 0.9f, 0.9f, 0.9f], LabelLogProbability = [-0.1f, -0.1f, -0.1f, -2] };

        Assert.That(new ReportComparison("int8", now, "fp32", before).Harmed([0, 0, 0, 0]), Is.EqualTo(new[] { 2, 0 }), "the fourth was wrong before, too");
    }

    [Test]
    public void A_release_is_compared_with_the_released_one_precision_by_precision_and_a_new_precision_with_float() => Assert.That(
        ReportComparison.Of(ReportSamples.Refused()).Select(comparison => comparison.Title),
        Is.EqualTo(new[] { "fp32 against released 1.2.0", "int8 against fp32" }));

    [Test]
    public void A_first_float_model_is_compared_with_its_teacher() => Assert.That(
        ReportComparison.Of(ReportSamples.Least() with { Evidence = Samples.Evidence() }).Select(comparison => comparison.Title),
        Is.EqualTo(new[] { "fp32 against teacher" }));

    private static AnswersEvidence Answers(int[] top, float[] confidence) =>
        new() { Top = top, Confidence = confidence, LabelLogProbability = [.. top.Select(_ => -1f)] };
}
