namespace EdgeKd.Release.Tests.Gating.Rules;

[TestFixture]
public class PairedRulesTests
{
    private const int Images = 10_000;
    private const double Disagreement = 0.03;
    private static readonly PolicyRule Rule = new() { Metric = "top1", Against = "released", Margin = 0.5 };

    /// <summary>The share of 10,000 simulated releases with each outcome, where the candidate's true accuracy is lower by a drop.</summary>
    private static Dictionary<RuleOutcome, double> Simulate(double dropPoints)
    {
        const int Releases = 10_000;
        var random = new Random(20_260);
        var disagreements = Cumulated(Images, Disagreement);
        // Of the images on which exactly one is right, the share that the candidate has.
        var share = (Disagreement - (dropPoints / 100)) / (2 * Disagreement);
        var counts = new Dictionary<RuleOutcome, double>();
        for (var release = 0; release < Releases; release++)
        {
            var place = Array.BinarySearch(disagreements, random.NextDouble());
            var differ = place < 0 ? ~place : place;
            var won = 0;
            for (var i = 0; i < differ; i++)
                won += random.NextDouble() < share ? 1 : 0;
            var outcomes = new PairedOutcomes(Images - 1000 - differ, won, differ - won, 1000);
            var decided = PairedRules.Decided(RuleResults.Of(Rule, "fp32"), Rule, PairedEstimate.Of(outcomes, MetricTraits.Of("top1")));
            counts[decided.Outcome] = counts.GetValueOrDefault(decided.Outcome) + (1.0 / Releases);
        }

        TestContext.Out.WriteLine($"drop {dropPoints}: {string.Join(", ", counts.Select(count => $"{count.Key} {count.Value:P2}"))}");
        return counts;
    }

    /// <summary>The distribution function of a binomial, by its recurrence.</summary>
    private static double[] Cumulated(int n, double p)
    {
        var cumulated = new double[n + 1];
        double point = Math.Exp(n * Math.Log(1 - p)), sum = 0;
        for (var k = 0; k <= n; k++)
        {
            cumulated[k] = sum += point;
            point *= (n - k) / (k + 1.0) * p / (1 - p);
        }

        return cumulated;
    }

    [Test]
    public void An_equal_model_passes_in_88_of_100_releases() => Assert.That(Simulate(0)[RuleOutcome.Pass], Is.GreaterThanOrEqualTo(0.88));

    [Test]
    public void A_drop_of_twice_the_margin_fails_in_88_of_100_releases_and_hardly_ever_passes()
    {
        var outcomes = Simulate(1);
        Assert.That(outcomes.GetValueOrDefault(RuleOutcome.Pass), Is.LessThanOrEqualTo(0.001));
        Assert.That(outcomes[RuleOutcome.Fail], Is.GreaterThanOrEqualTo(0.88));
    }

    [Test]
    public void A_drop_of_the_margin_passes_in_one_of_twenty_releases() => Assert.That(Simulate(0.5)[RuleOutcome.Pass], Is.LessThanOrEqualTo(0.056));

    // The decision by the bounds is that of the score test at the margin, without a search for the bounds.
    [Test]
    public void The_bounds_decide_as_the_score_test_does([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var outcomes = new PairedOutcomes(random.Next(2000), random.Next(40), random.Next(40), random.Next(500) + 1);
        var z = PairedScore.Z(outcomes, -0.005);
        var expected = z > 1.6448536269514722 ? RuleOutcome.Pass : z < -1.6448536269514722 ? RuleOutcome.Fail : RuleOutcome.Inconclusive;
        Assert.That(PairedRules.Decided(RuleResults.Of(Rule, "fp32"), Rule, PairedEstimate.Of(outcomes, MetricTraits.Of("top1"))).Outcome, Is.EqualTo(expected));
    }

    [TestCase("balancedAccuracy", 4), TestCase("macroF1", 4), TestCase("ece", 5), TestCase("nll", 0.2), TestCase("meanCost", 0.1), TestCase("selectiveAccuracy", 4), TestCase("top5", 4)]
    public void Every_metric_passes_an_equal_model_and_refuses_a_ruined_one(string metric, double margin)
    {
        var random = new Random(5);
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 6)];
        int[] good = [.. labels.Select(label => random.NextDouble() < 0.9 ? label : (label + 1) % 6)];
        int[] alike = [.. good.Select((answer, i) => random.NextDouble() < 0.01 ? (labels[i] + 2) % 6 : answer)];
        // The answer is followed by the next four classes, so that the one before it is not among the five.
        int[] ruined = [.. labels.Select((label, i) => i % 3 == 0 ? (label + 1) % 6 : good[i])];
        var policy = Samples.Policy(new PolicyRule { Metric = metric, Against = "released", Margin = margin })
            with { RejectBelow = 0.5, Costs = [new() { Label = "class0", Cost = 3 }] };
        var released = Samples.Baseline(Samples.Classifier(labels, 6, good));

        Assert.That(Samples.Decide(policy, Samples.Classifier(labels, 6, alike), released).Rules[0].Outcome, Is.EqualTo(RuleOutcome.Pass));
        Assert.That(Samples.Decide(policy, Samples.Classifier(labels, 6, ruined), released).Rules[0].Outcome, Is.EqualTo(RuleOutcome.Fail));
    }

    [Test]
    public void A_metric_without_a_test_says_how_many_images_would_decide()
    {
        var random = new Random(6);
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        int[] Model() => [.. labels.Select(label => random.NextDouble() < 0.9 ? label : (label + 1) % 3)];
        var result = Samples.Decide(Samples.Policy(new PolicyRule { Metric = "macroF1", Against = "released", Margin = 1 }), Samples.Classifier(labels, 3, Model()), Samples.Baseline(Samples.Classifier(labels, 3, Model()))).Rules[0];
        Assert.That(result.Outcome, Is.EqualTo(RuleOutcome.Inconclusive), result.Message);
        Assert.That(result.Needed, Is.GreaterThan(300).And.LessThan(100_000));
    }
}
