namespace EdgeKd.Edge.Tests.Latency.Trust;

[TestFixture]
public class PerformanceAnswersTests
{
    private static readonly float[][] Logits = [[3, 1, 0], [0, 2, 1], [1, 1.0005f, 0]];

    private static ClassifierAnswers Accuracy()
    {
        var answers = new ClassifierAnswers(Logits.Length, 3);
        for (var i = 0; i < Logits.Length; i++)
            answers.Set(i, Logits[i], label: 0);
        return answers;
    }

    [Test]
    public void The_same_answers_are_no_doubt() =>
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [.. Logits.Select((logits, i) => new SampledAnswer(i, logits))]), Is.Null);

    [Test]
    public void Nor_are_those_of_another_order_of_adding_up()
    {
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [new(0, [3.0001f, 1, 0])]), Is.Null);
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [new(2, [1.0001f, 1, 0])]), Is.Null, "the first two classes are as good as equal");
    }

    [Test]
    public void Another_class_or_another_probability_is_named()
    {
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [new(0, Logits[0]), new(1, [2, 0, 1])]),
            Does.StartWith("image 1 is answered otherwise while it is timed: class 0 instead of 1"));
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [new(0, [2.9f, 1, 0])]), Does.StartWith("image 0 is answered otherwise"));
        Assert.That(PerformanceAnswers.Doubt(Accuracy(), [new(0, [float.NaN, 1, 0])]), Does.StartWith("image 0 is answered otherwise"));
    }

    [Test]
    public void Digests_are_compared_as_they_are()
    {
        string[] accuracy = ["00aa", "11bb"];
        Assert.That(PerformanceAnswers.Doubt(accuracy, [(1, "11bb"), (0, "00aa")]), Is.Null);
        Assert.That(PerformanceAnswers.Doubt(accuracy, [(1, "11bb"), (0, "00ab")]), Does.Contain("image 0").And.Contain("00ab instead of 00aa"));
        Assert.That(() => PerformanceAnswers.Doubt(accuracy, [(2, "11bb")]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => PerformanceAnswers.Doubt(Accuracy(), [new(3, Logits[0])]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(3, 3), TestCase(8, 8), TestCase(64, 8), TestCase(200, 20)]
    public void A_tenth_is_chosen_and_at_least_eight(int count, int expected)
    {
        var chosen = PerformanceAnswers.Choose(count);
        Assert.That(chosen, Has.Length.EqualTo(expected).And.Unique.And.Ordered.And.All.InRange(0, count - 1));
        Assert.That(PerformanceAnswers.Choose(count), Is.EqualTo(chosen));
    }
}
