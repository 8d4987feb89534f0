using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Emulated;
using EdgeKd.Edge.Targets.Local;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Parity;

namespace EdgeKd.DeviceRuntime.Tests.Targets;

/// <summary>Targets with the real runner: this machine, and an emulated ARM processor with and without dot-product instructions.</summary>
[TestFixture]
public class RealTargetTests
{
    private SampleRelease _release = null!;
    private PlannedModel _model = null!;

    [OneTimeSetUp]
    public void Answer()
    {
        _release = new SampleRelease(images: 24);
        using var images = PackedImages.Open(_release.Data);
        using var model = OnnxClassifier.Open(_release.Model);
        var logits = AccuracyRunner.Run(model, images, SmallModel.Normalization, keepLogits: true).Logits!;
        _model = new PlannedModel("fp32", _release.Model, SmallModel.Labels(SampleRelease.Classes), logits, ParityLimits.Float);
    }

    [OneTimeTearDown]
    public void End() => _release.Dispose();

    private TargetOutcome Measure(ITarget target)
    {
        using (target)
        {
            return TargetMeasurement.Measure(target, new TargetPlan
            {
                DataPath = _release.Data,
                Models = [_model],
                Latency = new LatencyOptions { WarmUpRuns = 1, MinRuns = 8, MinSeconds = 0 },
                LogFolder = _release["logs"],
            }, null, CancellationToken.None);
        }
    }

    [Test]
    public void This_machine()
    {
        Assert.That(RunnerProcess.Executable, Does.Exist, "run the target Compile first");

        var outcome = Measure(TargetFactory.Local("here", new LocalOptions { Affinity = "0" }));

        Assert.That(outcome.Failure, Is.Null);
        var model = outcome.Models.Single();
        Assert.That((model.Parity.Agreement, model.Parity.Doubt, model.Instructions), Is.EqualTo((1.0, (string?)null, (double?)null)));
        Assert.That(model.Accuracy.Runtime.Provider.Nodes.Keys, Is.EqualTo(new[] { "CPUExecutionProvider" }));
        Assert.That(model.Latency!.Runs, Is.EqualTo(8));
        Assert.That(model.Latency.Doubt ?? "", Does.Not.Contain("remembered"));
    }

    [TestCase("cortex-a76")]
    [TestCase("cortex-a72")]
    public void An_emulated_ARM_processor(string cpu)
    {
        if (!File.Exists(Path.Combine(RunnerProcess.Folder, "linux-arm64", "edgekd-runner")))
            Assert.Ignore("The runner for linux-arm64 was not built here; the target Compile says why.");

        TargetOutcome one = Measure(TargetFactory.Emulated("arm", new EmulatedOptions { Cpu = cpu })), other = Measure(TargetFactory.Emulated("arm", new EmulatedOptions { Cpu = cpu }));

        Assert.That(one.Failure, Is.Null);
        Assert.That(one.IsEmulated);
        Assert.That((one.Models[0].Parity.Agreement, one.Models[0].Parity.Doubt), Is.EqualTo((1.0, (string?)null)));
        Assert.That(one.Models[0].Accuracy.Device.Arch, Is.EqualTo("aarch64"));
        Assert.That(one.Models[0].Instructions, Is.GreaterThan(10_000));
        Assert.That(other.Models[0].Instructions, Is.EqualTo(one.Models[0].Instructions).Within(1).Percent, "a count, not a time");
    }

    [Test]
    public void A_model_that_is_none_is_named_by_the_runner()
    {
        var broken = Path.Combine(_release.Folder, "broken.onnx");
        File.WriteAllBytes(broken, [1, 2, 3]);
        using var target = TargetFactory.Local("here", new LocalOptions());
        var job = new TargetJob { Mode = TargetMode.Accuracy, ModelPath = broken, DataPath = _release.Data, LogFolder = _release["logs"] };

        Assert.That(() => target.Run(job, null, CancellationToken.None), Throws.InstanceOf<TargetException>().With.Message.StartsWith("target here: the runner failed: edgekd-runner: "));
    }
}
