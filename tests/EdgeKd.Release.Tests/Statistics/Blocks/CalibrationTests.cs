namespace EdgeKd.Release.Tests.Statistics.Blocks;

/// <summary>How often the rules about latency err, over simulated releases with blocks as the profile quick measures them. The full count
/// is a soak: <c>dotnet test … --filter "TestCategory=Soak&amp;Name~simulated_releases"</c>.</summary>
[TestFixture]
public class CalibrationTests
{
    private const int Pairs = 24, Runs = 32;
    private const int Few = 500, Many = 10_000;

    private static readonly string[] Metrics = [GateMetrics.LatencyP50Ms, GateMetrics.LatencyP90Ms];

    /// <summary>The largest share of errors at the margin that is promised.</summary>
    private const double Promised = 0.056;

    // Of 500 releases 3 standard errors more than 5 % are 8 %.
    [TestCaseSource(typeof(SimulatedMachine), nameof(SimulatedMachine.Noises))]
    public void A_model_slower_by_the_margin_hardly_ever_passes_nor_is_refused(string noise) => Calibrate(noise, Few, 0.08);

    [TestCaseSource(typeof(SimulatedMachine), nameof(SimulatedMachine.Noises)), Category("Soak")]
    public void A_model_slower_by_the_margin_over_10_000_simulated_releases(string noise) => Calibrate(noise, Many, Promised);

    [TestCaseSource(typeof(SimulatedMachine), nameof(SimulatedMachine.Noises))]
    public void An_equal_model_is_not_refused_and_one_15_percent_slower_does_not_pass(string noise) => Power(noise, 100);

    [TestCaseSource(typeof(SimulatedMachine), nameof(SimulatedMachine.Noises)), Category("Soak")]
    public void The_power_over_2_000_simulated_releases(string noise) => Power(noise, 2000);

    private static void Calibrate(string noise, int releases, double most)
    {
        var counts = Decide(noise, releases, 1.10);
        foreach (var metric in Metrics)
        {
            TestContext.Out.WriteLine($"{noise}, {metric}, 10 % slower at a margin of 10 %: {counts[metric].Text(releases)}");
            Assert.That((double)counts[metric].Passes / releases, Is.LessThanOrEqualTo(most), $"{metric} passes");
            Assert.That((double)counts[metric].Fails / releases, Is.LessThanOrEqualTo(most), $"{metric} is refused");
        }
    }

    private static void Power(string noise, int releases)
    {
        var (equal, slower) = (Decide(noise, releases, 1), Decide(noise, releases, 1.15));
        foreach (var metric in Metrics)
        {
            TestContext.Out.WriteLine($"{noise}, {metric}, equal: {equal[metric].Text(releases)}");
            TestContext.Out.WriteLine($"{noise}, {metric}, 15 % slower: {slower[metric].Text(releases)}");
            Assert.That((double)equal[metric].Fails / releases, Is.LessThanOrEqualTo(0.01));
            Assert.That((double)slower[metric].Passes / releases, Is.LessThanOrEqualTo(0.02));
            if (noise is not ("AR(1) 0.98" or "all together"))
            {
                Assert.That((double)equal[metric].Passes / releases, Is.GreaterThanOrEqualTo(0.9));
                Assert.That((double)slower[metric].Fails / releases, Is.GreaterThanOrEqualTo(0.5));
            }
        }
    }

    private static Dictionary<string, Counts> Decide(string noise, int releases, double slowdown)
    {
        var counts = Metrics.ToDictionary(metric => metric, _ => new Counts(0, 0));
        for (var release = 0; release < releases; release++)
        {
            var blocks = new SimulatedMachine(noise, new Random(release)).Measure(Pairs, Runs, slowdown);
            foreach (var metric in Metrics)
            {
                var outcome = BlockRules.Against(new PolicyRule { Metric = metric, Against = "released", MarginPercent = 10 }, "fp32", blocks).Outcome;
                counts[metric] = outcome switch
                {
                    RuleOutcome.Pass => counts[metric] with { Passes = counts[metric].Passes + 1 },
                    RuleOutcome.Fail => counts[metric] with { Fails = counts[metric].Fails + 1 },
                    _ => counts[metric],
                };
            }
        }

        return counts;
    }

    private sealed record Counts(int Passes, int Fails)
    {
        public string Text(int releases) => FormattableString.Invariant(
            $"{100.0 * Passes / releases:F2} % pass, {100.0 * Fails / releases:F2} % fail, {100.0 * (releases - Passes - Fails) / releases:F2} % inconclusive");
    }
}
