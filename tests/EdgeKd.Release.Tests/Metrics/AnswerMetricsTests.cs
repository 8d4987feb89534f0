namespace EdgeKd.Release.Tests.Metrics;

/// <summary>Every metric against numbers worked by hand, and against a second, naive computation on random answers.</summary>
[TestFixture]
public class AnswerMetricsTests
{
    private static readonly string[] Names = ["cat", "dog", "owl"];
    private static readonly GatePolicy Policy = Samples.Lenient with
    {
        RejectBelow = 0.7,
        Costs = [new() { Label = "cat", Cost = 2 }, new() { Label = "cat", Answer = "dog", Cost = 10 }, new() { Answer = "owl", Cost = 0.5 }],
    };

    // Six images: cat cat cat dog dog owl, answered cat cat dog dog cat owl.
    private static readonly int[] Labels = [0, 0, 0, 1, 1, 2];
    private static readonly int[] Predictions = [0, 0, 1, 1, 0, 2];
    private static readonly float[] Confidence = [0.9f, 0.6f, 0.8f, 0.7f, 0.5f, 1];
    private static readonly double[] Probability = [0.9, 0.6, 0.1, 0.7, 0.25, 1];

    private static LabelledAnswers Answers() => new(Labels, new AnswersEvidence
    {
        Top = [.. Predictions.SelectMany(answer => new[] { answer, (answer + 1) % 3, (answer + 2) % 3 })],
        Confidence = Confidence,
        LabelLogProbability = [.. Probability.Select(p => (float)Math.Log(p))],
    }, 3);

    private static double? Value(string metric, int? k = null) => AnswerMetrics.Of(metric, Policy, Names, k).Of(Answers(), [0, 1, 2, 3, 4, 5]);

    [TestCase("top1", 4 / 6.0)]
    [TestCase("top5", 1.0)]
    [TestCase("balancedAccuracy", (2 / 3.0 + 0.5 + 1) / 3)]
    // F1: cat 2·2/(3+3), dog 2·1/(2+2), owl 1.
    [TestCase("macroF1", (2 / 3.0 + 0.5 + 1) / 3)]
    // cat taken for dog costs 10, dog for cat 1.
    [TestCase("meanCost", 11 / 6.0)]
    // 0.9, 0.8, 0.7 and 1 are accepted, of which 0.8 is wrong.
    [TestCase("selectiveAccuracy", 0.75)]
    public void It_is_what_the_hand_computes(string metric, double expected) => Assert.That(Value(metric), Is.EqualTo(expected).Within(1e-12));

    [TestCase(0, 2 / 3.0, 2 / 3.0), TestCase(1, 0.5, 0.5), TestCase(2, 1, 1)]
    public void Recall_and_precision_of_a_class(int k, double recall, double precision) =>
        Assert.That((Value("recall", k)!.Value, Value("precision", k)!.Value), Is.EqualTo((recall, precision)));

    [Test]
    public void The_likelihood_is_the_mean_of_minus_the_logarithms() =>
        Assert.That(Value("nll"), Is.EqualTo(-Probability.Average(Math.Log)).Within(1e-6));

    // Each confidence is in a bin of its own: the mean of |right − confidence|.
    [Test]
    public void The_calibration_error_of_single_images_is_their_distance() =>
        Assert.That(Value("ece"), Is.EqualTo((0.1 + 0.4 + 0.8 + 0.3 + 0.5 + 0) / 6).Within(1e-6));

    [Test]
    public void Confidences_of_one_bin_are_averaged_first()
    {
        int[] labels = [0, 0, 0, 0];
        var answers = new LabelledAnswers(labels, Samples.Answers(labels, [0, 0, 0, 1], 2, 0.75f), 2);
        Assert.That(new ExpectedCalibrationError().Of(answers, [0, 1, 2, 3]), Is.Zero.Within(1e-9));
    }

    [Test]
    public void Costs_that_name_both_classes_go_before_those_that_name_one()
    {
        var costs = new CostMatrix(Policy.Costs, Names);
        Assert.That((costs.Of(0, 1), costs.Of(0, 2), costs.Of(1, 2), costs.Of(1, 0), costs.Of(0, 0)), Is.EqualTo((10.0, 0.5, 0.5, 1.0, 0.0)));
        Assert.That(() => new CostMatrix([new() { Label = "fox", Cost = 1 }], Names), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'fox'"));
    }

    [Test]
    public void What_the_images_do_not_define_is_null()
    {
        int[] labels = [0, 0];
        var answers = new LabelledAnswers(labels, Samples.Answers(labels, [0, 0], 3, 0.5f), 3);
        int[] both = [0, 1];
        Assert.That(((IAnswerMetric)new ClassRecall(1)).Of(answers, both), Is.Null);
        Assert.That(new ClassPrecision(2).Of(answers, both), Is.Null);
        Assert.That(new SelectiveAccuracy(0.7).Of(answers, both), Is.Null);
        Assert.That(new BalancedAccuracy().Of(answers, both), Is.EqualTo(1), "a class without an image has no recall to average");
        Assert.That(new MacroF1().Of(answers, both), Is.EqualTo(1));
        foreach (IAnswerMetric metric in new IAnswerMetric[] { new TopAccuracy(false), new BalancedAccuracy(), new MacroF1(), new ExpectedCalibrationError(), new NegativeLogLikelihood() })
            Assert.That(metric.Of(answers, []), Is.Null, metric.ToString());
    }

    [Test]
    public void One_image_and_one_class_are_enough()
    {
        var answers = new LabelledAnswers([0], Samples.Answers([0], [0], 1, 1), 1);
        Assert.That(new MacroF1().Of(answers, [0]), Is.EqualTo(1));
        Assert.That(() => new LabelledAnswers([], Samples.Answers([], [], 2), 2), Throws.ArgumentException);
        Assert.That(() => new LabelledAnswers([0, 1], Samples.Answers([0], [0], 2), 2), Throws.ArgumentException);
        Assert.That(() => new LabelledAnswers([2], Samples.Answers([0], [0], 2), 2), Throws.ArgumentException);
    }

    [Test]
    public void Random_answers_give_what_a_naive_computation_gives([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var (classes, count) = (random.Next(2, 12), random.Next(1, 200));
        int[] Draw() => [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
        int[] labels = Draw(), predictions = Draw();
        float[] confidence = [.. labels.Select(_ => (float)random.NextDouble() * 0.99f + 0.01f)];
        var evidence = Samples.Answers(labels, predictions, classes) with { Confidence = confidence };
        var answers = new LabelledAnswers(labels, evidence, classes);
        int[] images = [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];

        double Mean(IEnumerable<double> values) => values.Average();
        var present = images.Select(i => labels[i]).Distinct().ToArray();
        Assert.That(((IAnswerMetric)new TopAccuracy(true)).Of(answers, images), Is.EqualTo(Mean(images.Select(i => evidence.Top.Skip(i * Kept(classes)).Take(Kept(classes)).Contains(labels[i]) ? 1.0 : 0))).Within(1e-12));
        Assert.That(new BalancedAccuracy().Of(answers, images), Is.EqualTo(Mean(present.Select(k => Mean(images.Where(i => labels[i] == k).Select(i => predictions[i] == k ? 1.0 : 0))))).Within(1e-12));
        Assert.That(new MacroF1().Of(answers, images), Is.EqualTo(Mean(present.Union(images.Select(i => predictions[i])).Select(k =>
        {
            double tp = images.Count(i => labels[i] == k && predictions[i] == k), fp = images.Count(i => labels[i] != k && predictions[i] == k), fn = images.Count(i => labels[i] == k && predictions[i] != k);
            return 2 * tp / ((2 * tp) + fp + fn);
        }))).Within(1e-12));
        var ece = Enumerable.Range(1, 15).Sum(bin =>
        {
            int[] inside = [.. images.Where(i => (double)confidence[i] > (bin - 1) / 15.0 && (double)confidence[i] <= bin / 15.0)];
            return inside.Length == 0 ? 0 : (double)inside.Length / images.Length
                * Math.Abs(Mean(inside.Select(i => labels[i] == predictions[i] ? 1.0 : 0)) - Mean(inside.Select(i => (double)confidence[i])));
        });
        Assert.That(new ExpectedCalibrationError().Of(answers, images), Is.EqualTo(ece).Within(1e-9));

        static int Kept(int classes) => Math.Min(5, classes);
    }
}
