using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Web;

namespace EdgeKd.Edge.Tests.Targets.Web;

/// <summary>Runs onnxruntime-web in Debian's Chromium; another one is named by EDGEKD_CHROMIUM.</summary>
[TestFixture]
public class WebTargetTests
{
    private TargetSamples _samples = null!;

    [OneTimeSetUp]
    public void Begin() => _samples = new TargetSamples();

    [OneTimeTearDown]
    public void End() => _samples.Dispose();

    private static WebTarget Target(string? chromium = null) => new("browser", new WebOptions { Chromium = chromium });

    [TestCase(1)]
    [TestCase(2)]
    public void It_answers_as_this_machine(int threads)
    {
        List<string> lines = [];

        var answer = Target().Run(_samples.Job() with { Threads = threads }, new Relayed(lines.Add), CancellationToken.None);

        Assert.That(answer.Result.Answers!.Select(a => a.Top[0]), Is.EqualTo(_samples.Local.Predictions));
        Assert.That(LogitParity.Compare(_samples.Logits, answer.Logits!, TargetSamples.Classes).MaxRelativeDifference, Is.LessThan(1e-6));
        Assert.That(answer.Result.Answers!.Select(a => a.Score), Is.EqualTo(_samples.Local.Answers.Confidence.Select(c => (double)c)).Within(1e-5));
        Assert.That(answer.Result.Answers!.Select(a => a.LabelLogProbability), Is.EqualTo(_samples.Local.Answers.LabelLogProbability.Select(c => (double?)c)).Within(1e-4));
        Assert.That(answer.Result.Device.Arch, Is.EqualTo("wasm"));
        Assert.That(answer.Result.Runtime.OnnxRuntime, Is.EqualTo("1.30.0"));
    }

    [Test]
    public void It_measures_latency()
    {
        var answer = Target().Run(_samples.Job(TargetMode.Latency), null, CancellationToken.None);

        Assert.That(answer.Result.Latency!.InferenceMs, Has.Count.EqualTo(16).And.All.Positive);
        Assert.That(answer.Result.Latency.SampledAnswers, Has.Count.GreaterThanOrEqualTo(8));
        Assert.That(answer.Result.Latency.Repetition, Has.Count.EqualTo(8));
    }

    [Test]
    public void A_broken_model_is_named_in_one_line()
    {
        var path = Path.Combine(_samples.Folder.Path, "broken.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(_samples.ModelPath)[..200]);

        var failure = Assert.Throws<TargetException>(() => Target().Run(_samples.Job() with { ModelPath = path }, null, CancellationToken.None))!;

        Assert.That(failure.Message, Does.StartWith("target browser: the browser failed: ").And.Not.Contain("\n"));
    }

    [Test]
    public void A_browser_that_is_not_there_is_named() =>
        Assert.That(() => Target("/nowhere/chromium").Probe(CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.EqualTo("target browser: there is no Chromium at /nowhere/chromium; apt-get install chromium, or name one by chromium or EDGEKD_CHROMIUM"));

    [Test]
    public void It_describes_the_browser()
    {
        var device = Target().Probe(CancellationToken.None);

        Assert.That(device.Arch, Is.EqualTo("wasm"));
        Assert.That(device.Cpu, Does.Contain("Chrom"));
    }
}
