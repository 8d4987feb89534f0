using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Reference;

[TestFixture]
public class ReferenceStatisticsTests
{
    private static ReferenceStatistics Sample() => new()
    {
        ImagesSha256 = new string('a', 64),
        Count = 4,
        LabelCounts = [3, 1],
        Models = [ReferenceAnswers.Of(Precisions.Float32, Answers([0, 1, 0, 0], [0.5f, 1, 0.75f, 0.999f]), 2)],
        Features = new("flat", [0.5f, -1], [0, 2]),
    };

    private static AnswersEvidence Answers(int[] predictions, float[] confidences) => new()
    {
        Top = [.. predictions.SelectMany(prediction => new[] { prediction, 1 - prediction })],
        Confidence = confidences,
        LabelLogProbability = [.. confidences.Select(confidence => MathF.Log(confidence))],
    };

    [Test]
    public void Answers_are_counted_by_class_and_confidence()
    {
        var answers = Sample().Models[0];
        Assert.That(answers.PredictedCounts, Is.EqualTo(new[] { 3, 1 }));
        Assert.That(answers.MeanConfidence, Is.EqualTo(new[] { (0.5f + 0.75f + 0.999f) / 3, 1 }).Within(1e-6f));
        Assert.That(answers.ConfidenceHistogram.Index().Where(bin => bin.Item > 0), Is.EqualTo(new[] { (10, 1), (15, 1), (19, 2) }), "1 lies in the last bin");
    }

    [Test]
    public void Every_answer_is_in_one_bin_and_one_class() => Prop.ForAll(
        Gen.Choose(1, 1000).Select(i => i / 1000f).NonEmptyListOf().ToArbitrary(),
        confidences =>
        {
            float[] values = [.. confidences];
            var answers = ReferenceAnswers.Of(Precisions.Int8, Answers([.. values.Select((_, i) => i * 7 % 3 == 0 ? 1 : 0)], values), 2);
            for (var bin = 0; bin < ReferenceAnswers.Bins; bin++)
            {
                // Thousandths are exact here, so that the ends of the bins are.
                var expected = values.Count(value => (int)Math.Round(value * 1000.0) is var thousandths && (thousandths == 1000 ? ReferenceAnswers.Bins - 1 : thousandths / 50) == bin);
                if (answers.ConfidenceHistogram[bin] != expected)
                    return false;
            }

            return answers.PredictedCounts.Sum() == values.Length && answers.MeanConfidence.All(mean => mean is >= 0 and <= 1);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void What_is_written_is_read()
    {
        using var folder = new TemporaryFolder();
        Sample().Save(folder["reference.json"]);
        var read = ReferenceStatistics.Parse(File.ReadAllBytes(folder["reference.json"]), "reference.json");
        Assert.That(read.Models[0].ConfidenceHistogram, Is.EqualTo(Sample().Models[0].ConfidenceHistogram));
        Assert.That(read.Features!.Mean, Is.EqualTo(new[] { 0.5f, -1 }));
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        var sample = Sample();
        yield return new TestCaseData(sample with { Schema = 2 }, "schema is 2");
        yield return new TestCaseData(sample with { ImagesSha256 = "a" }, "imagesSha256");
        yield return new TestCaseData(sample with { LabelCounts = [3, 2] }, "labelCounts does not sum to count, 4");
        yield return new TestCaseData(sample with { LabelCounts = [5, -1] }, "labelCounts");
        yield return new TestCaseData(sample with { LabelCounts = [2, 1, 1] }, "another number of classes");
        yield return new TestCaseData(sample with { Models = [] }, "models is empty");
        yield return new TestCaseData(sample with { Models = [sample.Models[0] with { ConfidenceHistogram = [4] }] }, "has not 20 bins");
        yield return new TestCaseData(sample with { Models = [sample.Models[0] with { MeanConfidence = [2, 0] }] }, "meanConfidence");
        yield return new TestCaseData(sample with { Features = new("flat", [1], [1, 2]) }, "differ in length");
        yield return new TestCaseData(sample with { Features = new("flat", [1], [-1]) }, "negative");
    }

    [TestCaseSource(nameof(Faults))]
    public void A_fault_is_named(ReferenceStatistics wrong, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => wrong.Save(folder["reference.json"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
        Assert.That(File.Exists(folder["reference.json"]), Is.False);
    }
}
