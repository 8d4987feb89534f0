using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Diagnosing;

/// <summary>A slower model is refused, and an equal one passes, by real measurements on this machine: a quarter of an hour, and more on one
/// that is busy.</summary>
[TestFixture]
[Category("Soak")]
public class LatencyRegressionTests
{
    private const int Repeats = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly NoiseImages _images = new(32, 32, ["a", "b", "c"]);
    private string _released = "";
    private string _same = "";

    [OneTimeSetUp]
    public void Export()
    {
        using var network = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 3, Width = 0.5, Stem = ModelOptions.CifarStem });
        network.eval();
        var model = OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32, InputName = ExportStage.InputName, OutputName = ExportStage.OutputName });
        _released = Save(model, "released.onnx");
        _same = Save(model, "same.onnx");
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void An_equal_model_passes_19_times_in_20_and_is_never_refused()
    {
        PolicyRule rule = new() { Metric = GateMetrics.LatencyP50Ms, Against = "released", MarginPercent = 10, Margin = 0.1 };
        var results = Enumerable.Range(0, Repeats).Select(seed => Judge(rule, _same, BlockOptions.Quick, seed)).ToArray();
        Tell(results);
        Assert.That(results.Count(result => result.Outcome == RuleOutcome.Fail), Is.Zero);
        Assert.That(results.Count(result => result.Outcome == RuleOutcome.Pass), Is.GreaterThanOrEqualTo(Repeats - 1));
    }

    [Test]
    public void A_model_that_is_10_percent_slower_is_refused()
    {
        var model = OnnxFile.Load(_released);
        // As many needless convolutions as take 10 % on this machine.
        string slow;
        var count = 0;
        do
            slow = Save(model.Slowed(++count), "slow.onnx");
        while (count < 50 && Ratio(slow) < 1.10);
        var planted = Ratio(slow);
        TestContext.Out.WriteLine(FormattableString.Invariant($"{count} convolutions inserted: {100 * (planted - 1):+0.0} %"));
        Assert.That(planted, Is.LessThan(1.15), "each takes a few per cent at most");

        PolicyRule rule = new() { Metric = GateMetrics.LatencyP50Ms, Against = "released", MarginPercent = 5 };
        var result = Judge(rule, slow, new BlockOptions { Pairs = 100, MaxSeconds = 300 }, seed: 1);
        Tell(result);
        Assert.That(result.Outcome, Is.EqualTo(RuleOutcome.Fail));
    }

    private static void Tell(params RuleResult[] results)
    {
        foreach (var result in results)
            TestContext.Out.WriteLine($"{result.Outcome}: {result.Message}");
    }

    private RuleResult Judge(PolicyRule rule, string candidate, BlockOptions options, int seed) =>
        BlockRules.Against(rule, Precisions.Float32, LatencyFigures.Evidence(Measure(candidate, options, seed)));

    private double Ratio(string candidate)
    {
        var blocks = Measure(candidate, new BlockOptions { Pairs = 60 }, seed: 3);
        var ratio = BlockRatio.Of([.. blocks.Candidate.Select(block => block.MedianMs)], [.. blocks.Baseline.Select(block => block.MedianMs)], 0.95);
        return 1 + (ratio.Difference / ratio.Level);
    }

    private PairedBlocksResult Measure(string candidate, BlockOptions options, int seed)
    {
        using OnnxClassifier ours = OnnxClassifier.Open(candidate), theirs = OnnxClassifier.Open(_released);
        return PairedBlocksRunner.Run(new(ours, Normalization.Symmetric), new(theirs, Normalization.Symmetric), options, _images, seed);
    }

    private string Save(ModelProto model, string name)
    {
        var path = Path.Combine(_folder.Path, name);
        OnnxFile.Save(model, path);
        return path;
    }
}
