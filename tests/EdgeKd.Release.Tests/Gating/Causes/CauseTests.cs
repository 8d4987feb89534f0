namespace EdgeKd.Release.Tests.Gating.Causes;

[TestFixture]
public class CauseTests
{
    private const int Classes = 10;
    private static readonly int[] Labels = [.. Enumerable.Range(0, 2000).Select(i => i % Classes)];
    private static readonly GatePolicy Policy = Samples.Policy(
        new() { Metric = "top1", AtLeast = 0.5 },
        new() { Metric = "top1", Against = "released", Margin = 1 },
        new() { Metric = "recall", Against = "released", Class = "each", Margin = 5 },
        new() { Metric = "top1", Against = "float", Margin = 1 });

    private static int[] Answers(int seed, double accuracy)
    {
        var random = new Random(seed);
        return [.. Labels.Select(label => random.NextDouble() < accuracy ? label : (label + 1 + random.Next(9)) % Classes)];
    }

    private static string[] Causes(int[] candidate, int[]? released, int[]? int8 = null) =>
        [.. Samples.Decide(Policy, Samples.Classifier(Labels, Classes, candidate, int8), released is null ? null : Samples.Baseline(Samples.Classifier(Labels, Classes, released))).Causes.Select(cause => cause.Code)];

    // A class whose training images were called another: hardly any of it is recognised.
    [Test]
    public void A_relabelled_class_is_named()
    {
        var good = Answers(1, 0.8);
        int[] relabelled = [.. Answers(2, 0.8).Select((answer, i) => Labels[i] == 3 ? 5 : answer)];
        Assert.That(Causes(relabelled, good), Is.EqualTo(new[] { "class-regression:class3" }));
        var cause = Samples.Decide(Policy, Samples.Classifier(Labels, Classes, relabelled), Samples.Baseline(Samples.Classifier(Labels, Classes, good))).Causes[0];
        Assert.That(cause.Evidence, Does.StartWith("the recall of class3 is 0.0 % (fp32) against ").And.Contain("200 of its 200 images are taken for class5"));
        Assert.That(cause.Remedy, Does.Contain("training images of class3 and class5"));
    }

    [Test]
    public void A_class_that_only_int8_loses_is_named_by_the_float_model()
    {
        var good = Answers(1, 0.8);
        int[] int8 = [.. good.Select((answer, i) => Labels[i] == 7 && i % 20 < 10 ? 1 : answer)];
        Assert.That(Causes(good, null, int8), Is.EqualTo(new[] { "class-regression:class7" }));
    }

    [Test]
    public void Swapped_labels_are_named_together_and_as_nothing_else()
    {
        int[] swapped = [.. Answers(2, 0.8).Select(answer => answer == 2 ? 6 : answer == 6 ? 2 : answer)];
        Assert.That(Causes(swapped, Answers(1, 0.8)), Is.EqualTo(new[] { "label-permutation:class2,class6" }));
    }

    [Test]
    public void Three_labels_in_a_ring_are_named_together()
    {
        int[] ring = [.. Answers(2, 0.8).Select(answer => answer is 1 or 2 or 3 ? (answer % 3) + 1 : answer)];
        Assert.That(Causes(ring, Answers(1, 0.8)), Is.EqualTo(new[] { "label-permutation:class1,class2,class3" }));
    }

    // Nothing has to be released for that: the labels alone tell.
    [Test]
    public void A_first_release_with_swapped_labels_is_named_where_a_rule_is_broken()
    {
        int[] swapped = [.. Answers(2, 0.6).Select(answer => answer == 0 ? 9 : answer == 9 ? 0 : answer)];
        Assert.That(Causes(swapped, null), Is.EqualTo(new[] { "label-permutation:class0,class9" }));
    }

    [Test]
    public void A_model_that_is_worse_everywhere_has_no_class_to_blame() =>
        Assert.That(Causes(Answers(2, 0.55), Answers(1, 0.8)), Is.Empty);

    [Test]
    public void Without_a_broken_rule_there_is_no_cause()
    {
        var good = Answers(1, 0.8);
        int[] swapped = [.. good.Select(answer => answer == 2 ? 6 : answer == 6 ? 2 : answer)];
        var verdict = Samples.Decide(Samples.Lenient, Samples.Classifier(Labels, Classes, swapped), Samples.Baseline(Samples.Classifier(Labels, Classes, good)));
        Assert.That((verdict.Outcome, verdict.Causes.Count), Is.EqualTo((VerdictOutcome.Pass, 0)));
    }

    // 3 to 6 % of the images change between right and wrong, and each class gains or loses by chance as from one seed to the next.
    [Test]
    public void Fifty_unchanged_pairs_name_none()
    {
        var named = new List<string>();
        for (var pair = 0; pair < 50; pair++)
        {
            var random = new Random(pair);
            var released = Answers(100 + pair, 0.8);
            var disagreement = 0.03 + (0.03 * random.NextDouble());
            double[] luck = [.. Enumerable.Range(0, Classes).Select(_ => 0.02 * (random.NextDouble() - 0.5))];
            int[] candidate = [.. released.Select((answer, i) =>
            {
                var isRight = answer == Labels[i];
                // As many turn right as turn wrong, but for the luck of the class.
                var change = (disagreement / 2 / (isRight ? 0.8 : 0.2)) + (isRight ? -luck[Labels[i]] : luck[Labels[i]]);
                return random.NextDouble() >= change ? answer : isRight ? (answer + 1 + random.Next(9)) % Classes : Labels[i];
            })];
            named.AddRange(Causes(candidate, released).Select(code => $"pair {pair}: {code}"));
        }

        Assert.That(named, Is.Empty);
    }
}
