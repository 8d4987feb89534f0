using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Edge.Tests.Accuracy;

[TestFixture]
public class ClassifierAnswersTests
{
    [Test]
    public void Answers_are_those_of_a_sorted_softmax() => Prop.ForAll(
        ArbMap.Default.ArbFor<(sbyte[] Values, byte Label)>().Filter(x => x.Values is { Length: > 0 }),
        x =>
        {
            // Quarters, so that equal logits are frequent.
            float[] logits = [.. x.Values.Select(value => value / 4f)];
            var label = x.Label % logits.Length;
            var answers = new ClassifierAnswers(2, logits.Length);
            answers.Set(1, logits, label);

            var order = Enumerable.Range(0, logits.Length).OrderByDescending(k => logits[k]).ThenBy(k => k).Take(5).ToArray();
            var sum = logits.Sum(logit => Math.Exp(logit));
            return answers.Top.Skip(answers.PerImage).SequenceEqual(order)
                && Math.Abs(answers.Confidence[1] - Math.Exp(logits.Max()) / sum) < 1e-6
                && Math.Abs(answers.LabelLogProbability[1] - (logits[label] - Math.Log(sum))) < 1e-4
                && answers.Predictions()[1] == order[0];
        }).QuickCheckThrowOnFailure();

    [Test]
    public void A_hopeless_label_has_a_finite_logarithm()
    {
        var answers = new ClassifierAnswers(1, 2);
        answers.Set(0, [1000f, -1000f], 1);
        Assert.That(answers.LabelLogProbability[0], Is.EqualTo(-2000f));
        Assert.That(answers.Confidence[0], Is.EqualTo(1f));
    }

    [Test]
    public void Other_counts_of_logits_are_refused() =>
        Assert.That(() => new ClassifierAnswers(1, 3).Set(0, [1f, 2f], 0), Throws.ArgumentException.With.Message.Contains("2 logits"));
}
