using EdgeKd.Pipeline.Teachers.Checking;

namespace EdgeKd.Pipeline.Tests.Teachers.Checking;

[TestFixture]
public class TrialAnswersTests
{
    private static readonly int[] Given = [0, 1, 2, 3, 4, 5];

    [Test]
    public void Permuted_classes_are_found_with_what_they_are_worth()
    {
        // Four of five answers are right once class k is logit (k + 2) mod 6.
        var answers = Answers((row, label) => row % 5 == 4 ? label : (label + 2) % 6);

        var (order, accuracy) = answers.BestOrder();

        Assert.That(answers.Accuracy(Given), Is.EqualTo(0.2).Within(1e-9));
        Assert.That(order, Is.EqualTo(new[] { 2, 3, 4, 5, 0, 1 }));
        Assert.That(accuracy, Is.EqualTo(0.8).Within(0.02));
        Assert.That(answers.Accuracy(order), Is.EqualTo(0.8).Within(1e-9));
    }

    [Test]
    public void An_order_that_fits_noise_is_worth_nothing()
    {
        var random = new Random(4);
        var answers = Answers((_, _) => random.Next(6));

        Assert.That(answers.BestOrder().Accuracy, Is.EqualTo(1.0 / 6).Within(0.06));
        Assert.That(answers.Accuracy(answers.BestOrder().Order), Is.GreaterThan(1.0 / 6));
    }

    // Two answers for everything: that one of them is right for its class is luck; a teacher that knows two classes is none.
    [TestCase(0, 3)]
    [TestCase(1, 4)]
    public void As_good_with_the_classes_shuffled_is_luck(int one, int other)
    {
        var answers = Answers((_, label) => label < 3 ? one : other);

        Assert.That(answers.Accuracy(Given), Is.EqualTo(1.0 / 3).Within(1e-9));
        Assert.That(answers.ShareOfOrdersAsGood(Given), Is.GreaterThan(0.1));
    }

    [Test]
    public void A_weak_teacher_that_knows_every_class_is_not_luck()
    {
        var random = new Random(4);
        var answers = Answers((_, label) => random.NextDouble() < 0.15 ? label : random.Next(6));

        Assert.That(answers.ShareOfOrdersAsGood(Given), Is.LessThan(0.01));
    }

    [Test]
    public void Only_the_datas_logits_compete()
    {
        // Logit 2 is largest everywhere, and none of the data's classes.
        var answers = new TrialAnswers([1, 0, 9, 0, 1, 9, 1, 0, 9], [0, 1, 1], 2);

        Assert.That(answers.Accuracy([0, 1]), Is.EqualTo(2.0 / 3).Within(1e-9));
        Assert.That(answers.Accuracy([1, 0]), Is.EqualTo(1.0 / 3).Within(1e-9));
    }

    [Test]
    public void Loss_is_the_mean_cross_entropy_of_the_order()
    {
        var answers = new TrialAnswers([1, 0, 0, 2], [0, 1], 2);

        Assert.That(answers.Loss([0, 1]), Is.EqualTo((Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(-2))) / 2).Within(1e-12));
        Assert.That(answers.Loss([1, 0]), Is.EqualTo((Math.Log(1 + Math.Exp(1)) + Math.Log(1 + Math.Exp(2))) / 2).Within(1e-12));
        Assert.That(new TrialAnswers([3000, 0], [0], 2).Loss([1, 0]), Is.EqualTo(3000));
    }

    private static TrialAnswers Answers(Func<int, int, int> answer)
    {
        var labels = Enumerable.Range(0, 600).Select(row => row / 100).ToArray();
        var logits = new float[600 * 6];
        foreach (var (row, label) in labels.Index())
            logits[row * 6 + answer(row, label)] = 1;
        return new TrialAnswers(logits, labels, 6);
    }
}
