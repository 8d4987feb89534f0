using System.Text.Json;

namespace EdgeKd.Release.Tests.Gating;

/// <summary>The rules about latency and memory over recorded measurements of one model beside itself, with blocks as the profile quick
/// measures them, on a machine of two cores that other work kept busy all the while (often 50 processes that wanted to run; some
/// measurements ended by time, with fewer pairs). <c>dotnet run --project benchmarks/EdgeKd.Benchmarks -c Release --
/// --unchanged-pairs=200</c> records others.</summary>
[TestFixture]
public class UnchangedPairsTests
{
    private static readonly IReadOnlyList<PairedBlocksEvidence> Recorded = Read();

    private static readonly PolicyRule[] Rules =
    [
        new() { Metric = GateMetrics.LatencyP50Ms, Against = "released", MarginPercent = 10, Margin = 0.1 },
        new() { Metric = GateMetrics.LatencyP90Ms, Against = "released", MarginPercent = 10, Margin = 0.1 },
        new() { Metric = GateMetrics.LatencyP50Ms, Against = "released", MarginPercent = 10 },
        new() { Metric = GateMetrics.LatencyP90Ms, Against = "released", MarginPercent = 10 },
        new() { Metric = GateMetrics.PeakMemoryBytes, Against = "released", MarginPercent = 10 },
    ];

    [Test]
    public void Enough_were_recorded_to_tell_5_percent() => Assert.That(Recorded, Has.Count.GreaterThanOrEqualTo(200));

    [TestCaseSource(nameof(Rules))]
    public void An_unchanged_model_is_refused_in_at_most_5_percent(PolicyRule rule) =>
        Assert.That(Share(rule, 1, RuleOutcome.Fail), Is.LessThanOrEqualTo(0.05));

    // Nothing is known of the noise of that machine. 5 % and two and a half standard errors of 200 are 8.9 %.
    [TestCaseSource(nameof(Rules))]
    public void Made_slower_by_the_margin_of_10_percent_it_hardly_ever_passes_nor_is_refused(PolicyRule rule)
    {
        var relative = rule with { Margin = null };
        Assert.That(Share(relative, 1.1, RuleOutcome.Pass), Is.LessThanOrEqualTo(0.089), "passes");
        Assert.That(Share(relative, 1.1, RuleOutcome.Fail), Is.LessThanOrEqualTo(0.089), "is refused");
    }

    // Half as slow again passes nowhere, however busy the machine is.
    [TestCaseSource(nameof(Rules))]
    public void Made_slower_by_half_it_does_not_pass(PolicyRule rule) =>
        Assert.That(Share(rule with { Margin = null }, 1.5, RuleOutcome.Pass), Is.LessThanOrEqualTo(0.01));

    private static double Share(PolicyRule rule, double times, RuleOutcome outcome)
    {
        var outcomes = Recorded.Select(blocks => BlockRules.Against(rule, Precisions.Float32, Slower(blocks, times)).Outcome).ToArray();
        TestContext.Out.WriteLine(FormattableString.Invariant($"{rule.Metric}, margins {rule.MarginPercent} % and {rule.Margin ?? 0} ms, {times} times as much: ")
            + string.Join(", ", Enum.GetValues<RuleOutcome>().Select(each => $"{outcomes.Count(o => o == each)} {each}")));
        return (double)outcomes.Count(other => other == outcome) / outcomes.Length;
    }

    private static PairedBlocksEvidence Slower(PairedBlocksEvidence blocks, double times) => blocks with
    {
        Candidate = [.. blocks.Candidate.Select(block => block with
        {
            MedianMs = times * block.MedianMs, P90Ms = times * block.P90Ms, PeakBytes = (long?)(times * block.PeakBytes),
        })],
    };

    private static PairedBlocksEvidence[] Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Recorded", "unchanged-pairs.json")));
        return [.. file.RootElement.GetProperty("measurements").EnumerateArray()
            .Select(measurement => measurement.EnumerateArray().Select(number => number.GetDouble()).Chunk(6).ToArray())
            .Select(pairs => new PairedBlocksEvidence
            {
                Target = BundleTarget.Local,
                Candidate = [.. pairs.Select(pair => Block(pair.AsSpan(0, 3)))],
                Baseline = [.. pairs.Select(pair => Block(pair.AsSpan(3, 3)))],
            })];
    }

    /// <summary>Runs are not recorded: at least 32.</summary>
    private static BlockEvidence Block(ReadOnlySpan<double> numbers) =>
        new(32, numbers[0] / 1000, numbers[1] / 1000, numbers[2] > 0 ? (long)numbers[2] * 1024 : null);
}
