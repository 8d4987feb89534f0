using System.Text.Json;

namespace EdgeKd.DeviceRuntime.Tests.Commands;

/// <summary>What `latency` and `blocks` measure; how long it takes is the machine's business.</summary>
[TestFixture]
public class MeasuringTests
{
    private static readonly SampleRelease Release = new(images: 100);

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [TestCase(5, 8), TestCase(40, 8), TestCase(400, 8)]
    public void Latency_keeps_every_sample_and_a_part_of_the_answers(int runs, int leastSampled)
    {
        var json = RunnerProcess.Run("latency", Release.Model, "--data", Release.Data, "--min-runs", $"{runs}", "--min-seconds", "0", "--max-seconds", "60", "--seed", "7").Json;
        var latency = json.GetProperty("latency");
        double[] inference = Numbers(latency, "inferenceMs"), endToEnd = Numbers(latency, "endToEndMs"), images = Numbers(latency, "images");
        Assert.That((inference.Length, endToEnd.Length, images.Length), Is.EqualTo((runs, runs, runs)));
        Assert.That(inference.Zip(endToEnd), Is.All.Matches<(double Inference, double All)>(pair => pair.Inference > 0 && pair.All >= pair.Inference));
        // At most 64 images in turn, spread evenly over the hundred; 11 runs came before: the first one and ten of warm-up.
        Assert.That(images, Is.EqualTo(Enumerable.Range(11, runs).Select(run => (double)(run % 64 * 100 / 64))));
        Assert.That(latency.GetProperty("monotonicSeconds").GetDouble(), Is.GreaterThanOrEqualTo(inference.Sum() / 1000));
        Assert.That(latency.GetProperty("wallSeconds").GetDouble(), Is.GreaterThan(0));
        Assert.That(json.GetProperty("firstRunMs").GetDouble(), Is.GreaterThan(0));

        var answers = RunnerProcess.Run("accuracy", Release.Model, "--data", Release.Data).Json.GetProperty("answers");
        var sampled = latency.GetProperty("sampledAnswers").EnumerateArray().ToArray();
        Assert.That(sampled, Has.Length.InRange(Math.Min(runs, leastSampled), Math.Max(8, runs / 5)));
        foreach (var sample in sampled)
            Assert.That(sample.GetProperty("logits").GetString(), Is.EqualTo(answers[sample.GetProperty("image").GetInt32()].GetProperty("logits").GetString()));
    }

    [Test]
    public void Latency_goes_on_until_both_minima_are_met()
    {
        var latency = RunnerProcess.Run("latency", Release.Model, "--data", Release.Data, "--min-runs", "2", "--min-seconds", "0.05").Json.GetProperty("latency");
        var inference = Numbers(latency, "inferenceMs");
        Assert.That(inference.Sum(), Is.GreaterThanOrEqualTo(50));
        Assert.That(inference[..^1].Sum(), Is.LessThan(50));
    }

    [TestCase("8"), TestCase("3"), TestCase("0")]
    public void Latency_times_one_image_over_and_over_beside_different_ones(string pairs)
    {
        var latency = RunnerProcess.Run("latency", Release.Model, "--data", Release.Data, "--min-runs", "5", "--min-seconds", "0", "--repetition-pairs", pairs).Json.GetProperty("latency");
        var repetition = latency.GetProperty("repetition").EnumerateArray().ToArray();
        Assert.That($"{repetition.Length}", Is.EqualTo(pairs));
        Assert.That(repetition.SelectMany(pair => new[] { pair.GetProperty("repeatedMs").GetDouble(), pair.GetProperty("differentMs").GetDouble() }), Is.All.GreaterThan(0));
    }

    [Test]
    public void Of_one_image_nothing_is_repeated()
    {
        var latency = RunnerProcess.Run("latency", Release.Model, "--data", Release.Data, "--limit", "1", "--min-runs", "5", "--min-seconds", "0").Json.GetProperty("latency");
        Assert.That(latency.GetProperty("repetition").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Latency_stops_at_its_maximum_below_the_least_count()
    {
        var latency = RunnerProcess.Run("latency", Release.Model, "--data", Release.Data, "--min-runs", "10000000", "--min-seconds", "0", "--max-seconds", "0.02").Json.GetProperty("latency");
        Assert.That(Numbers(latency, "inferenceMs").Length, Is.InRange(1, 9999999));
        Assert.That(Numbers(latency, "inferenceMs").Sum(), Is.GreaterThanOrEqualTo(20));
    }

    [Test]
    public void Blocks_come_in_pairs_whose_order_a_seeded_coin_decides()
    {
        var first = Blocks("5");
        Assert.That(first.GetProperty("candidate").GetArrayLength(), Is.EqualTo(12));
        Assert.That(first.GetProperty("candidate").EnumerateArray().Concat(first.GetProperty("baseline").EnumerateArray()).Select(block => block.GetArrayLength()), Is.All.EqualTo(3));
        Assert.That(Order(first), Is.EqualTo(Order(Blocks("5"))));
        Assert.That(Order(first), Is.Not.EqualTo(Order(Blocks("6"))));
        Assert.That(Order(first).Distinct().Count(), Is.EqualTo(2), "both orders occur in twelve pairs");
    }

    private static JsonElement Blocks(string seed) =>
        RunnerProcess.Run("blocks", Release.Model, Release.Bundle, "--data", Release.Data, "--pairs", "12", "--runs", "3", "--seed", seed).Json.GetProperty("blocks");

    private static bool[] Order(JsonElement blocks) => [.. blocks.GetProperty("candidateFirst").EnumerateArray().Select(first => first.GetBoolean())];

    private static double[] Numbers(JsonElement parent, string name) => [.. parent.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
