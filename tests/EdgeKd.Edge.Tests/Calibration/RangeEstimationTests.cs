namespace EdgeKd.Edge.Tests.Calibration;

[TestFixture]
public class RangeEstimationTests
{
    private static readonly CalibrationMethod[] Methods = Enum.GetValues<CalibrationMethod>();

    /// <summary>Distributions as they occur: behind ReLU, behind ReLU6, of a linear bottleneck, skewed, with an outlier, of few values.</summary>
    private static readonly Dictionary<string, Func<Random, float>> Distributions = new()
    {
        ["half normal"] = random => (float)Math.Max(0, Normal(random)),
        ["clipped at 6"] = random => (float)Math.Clamp(3 * Normal(random), 0, 6),
        ["normal"] = random => (float)Normal(random),
        ["negative"] = random => (float)-Math.Abs(Normal(random)),
        ["skewed"] = random => (float)(Math.Exp(Normal(random)) - 1),
        ["outliers"] = random => (float)(Normal(random) * (random.Next(500) == 0 ? 40 : 1)),
        ["few values"] = random => random.Next(-2, 4) * 0.3f,
    };

    private static IEnumerable<TestCaseData> Cases() =>
        from name in Distributions.Keys
        from seed in new[] { 1, 2, 3 }
        select new TestCaseData(name, seed).SetArgDisplayNames(name, $"{seed}");

    [TestCaseSource(nameof(Cases))]
    public void Entropy_is_as_its_definition_says(string name, int seed)
    {
        var histogram = Histogram(Sample(name, seed), 600);
        Assert.That(RangeEstimation.Of(histogram, CalibrationMethod.Entropy), Is.EqualTo(Rounded(NaiveRanges.Entropy(histogram))));
    }

    [TestCaseSource(nameof(Cases))]
    public void Mse_is_as_its_definition_says(string name, int seed)
    {
        var histogram = Histogram(Sample(name, seed), 100);
        Assert.That(RangeEstimation.Of(histogram, CalibrationMethod.Mse), Is.EqualTo(Rounded(NaiveRanges.Mse(histogram))));
    }

    [TestCaseSource(nameof(Cases))]
    public void Percentile_is_as_its_definition_says(string name, int seed)
    {
        var histogram = Histogram(Sample(name, seed), 2048);
        foreach (var percentile in new[] { 100, 99.99, 99, 90, 50, 0.5 })
            Assert.That(RangeEstimation.Of(histogram, CalibrationMethod.Percentile, percentile), Is.EqualTo(Rounded(NaiveRanges.Percentile(histogram, percentile))), $"{percentile}");
    }

    [TestCaseSource(nameof(Cases))]
    public void Percentile_keeps_its_share_of_the_values_themselves(string name, int seed)
    {
        var sample = Sample(name, seed);
        var range = RangeEstimation.Of(Histogram(sample, 2048), CalibrationMethod.Percentile, 99);
        // A value on a bin's edge may count on either side of it.
        var slack = (sample.Max() - sample.Min()) * 1e-6f;
        Assert.That(sample.Count(v => v >= range.Min - slack && v <= range.Max + slack), Is.AtLeast(0.99 * sample.Length));
    }

    [TestCaseSource(nameof(Cases))]
    public void Every_range_holds_zero_and_lies_within_the_values(string name, int seed)
    {
        var sample = Sample(name, seed);
        var histogram = Histogram(sample, 2048);
        foreach (var method in Methods)
        {
            var range = RangeEstimation.Of(histogram, method);
            Assert.That(range.Min, Is.InRange(Math.Min(0, sample.Min()), 0), $"{method}");
            Assert.That(range.Max, Is.InRange(0, Math.Max(0, sample.Max())), $"{method}");
            Assert.That(range.Max, Is.GreaterThan(range.Min), $"{method}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Mse_quantizes_no_worse_than_the_others(string name, int seed)
    {
        var sample = Sample(name, seed);
        var histogram = Histogram(sample, 2048);
        var errors = Methods.ToDictionary(method => method, method => SquaredError(sample, RangeEstimation.Of(histogram, method)));
        // What is measured on the values is within a hundredth of what is expected of the bins, but for values of a few spots.
        if (name != "few values")
            Assert.That(errors[CalibrationMethod.Mse], Is.AtMost(1.01 * errors.Values.Min()));
    }

    [Test]
    public void An_outlier_widens_only_min_max()
    {
        float[] sample = [.. Sample("normal", 1), 1000];
        var histogram = Histogram(sample, 2048);
        Assert.That(RangeEstimation.Of(histogram, CalibrationMethod.MinMax).Max, Is.EqualTo(1000));
        foreach (var method in Methods.Except([CalibrationMethod.MinMax, CalibrationMethod.Mse]))
            Assert.That(RangeEstimation.Of(histogram, method, 99.9).Max, Is.LessThan(200), $"{method}");
    }

    [TestCase(new float[] { 0, 0, 0 }, 0, 0, TestName = "all zero")]
    [TestCase(new float[] { 5, 5, 5 }, 0, 5, TestName = "constant")]
    [TestCase(new float[] { -5, -5 }, -5, 0, TestName = "constant and negative")]
    [TestCase(new float[] { 2.5f }, 0, 2.5f, TestName = "one value")]
    [TestCase(new float[] { -3, -3, -3, 0 }, -3, 0, TestName = "negative only")]
    [TestCase(new float[] { float.MaxValue, float.MinValue }, float.MinValue, float.MaxValue, TestName = "the widest there is")]
    [TestCase(new float[] { float.Epsilon }, 0, float.Epsilon, TestName = "the narrowest there is")]
    public void Few_values_are_kept_whole_by_every_method(float[] sample, float min, float max)
    {
        var histogram = Histogram(sample, 2048);
        foreach (var method in Methods)
            Assert.That(RangeEstimation.Of(histogram, method), Is.EqualTo(new TensorRange(min, max)), $"{method}");
    }

    [TestCase(float.NaN, 1f), TestCase(0f, float.NaN), TestCase(float.NegativeInfinity, 0f), TestCase(0f, float.PositiveInfinity), TestCase(2f, 1f)]
    public void A_histogram_wants_finite_ends_in_order(float min, float max) =>
        Assert.That(() => new ActivationHistogram(min, max, 2048), Throws.ArgumentException);

    [TestCase(0), TestCase(-1), TestCase(100.01), TestCase(double.NaN)]
    public void A_percentile_is_a_percentage(double percentile) =>
        Assert.That(() => RangeEstimation.Of(Histogram([1, 2], 16), CalibrationMethod.Percentile, percentile), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static float[] Sample(string name, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 20_000).Select(_ => Distributions[name](random))];
    }

    private static ActivationHistogram Histogram(float[] sample, int bins)
    {
        var histogram = new ActivationHistogram(sample.Min(), sample.Max(), bins);
        histogram.Add(sample);
        Assert.That(histogram.Total, Is.EqualTo(sample.Length));
        return histogram;
    }

    private static TensorRange Rounded((double Lower, double Upper) range) => new((float)range.Lower, (float)range.Upper);

    private static double SquaredError(float[] sample, TensorRange range)
    {
        var scale = (range.Max - range.Min) / 255.0;
        var zeroPoint = Math.Round(-range.Min / scale);
        return sample.Sum(v => Math.Pow(((Math.Clamp(Math.Round(v / scale) + zeroPoint, 0, 255) - zeroPoint) * scale) - v, 2));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
