using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Local;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets.Measuring;

[TestFixture]
public class TargetTimingTests
{
    private TargetSamples _samples = null!;

    [SetUp]
    public void Begin() => _samples = new TargetSamples();

    [TearDown]
    public void End() => _samples.Dispose();

    private (LatencyResult Latency, int Calls) Run(RunnerResult answer)
    {
        var runner = new StandInRunner(_samples.Folder).Gives(answer);
        using var target = new LocalTarget("dev", new LocalOptions { Runner = runner.Program });
        var job = new TargetJob
        {
            Mode = TargetMode.Accuracy, ModelPath = _samples.ModelPath, DataPath = _samples.DataPath, LogFolder = _samples.LogFolder,
            Latency = new LatencyOptions { MinRuns = 16, MinSeconds = 0 },
        };
        return (TargetTiming.Run(target, job, null, CancellationToken.None), runner.Calls.Length);
    }

    [Test]
    public void Only_time_is_asked_for()
    {
        var (latency, calls) = Run(_samples.Latency());
        Assert.That((latency.Doubt, latency.Attempts, calls), Is.EqualTo(((string?)null, 1, 1)));
        Assert.That(latency.P90Ms, Is.EqualTo(1.02));
    }

    [Test]
    public void A_clock_that_jumps_is_asked_three_times_and_then_doubted()
    {
        var sound = _samples.Latency();
        var (latency, calls) = Run(sound with { Latency = sound.Latency! with { WallSeconds = sound.Latency.MonotonicSeconds + 3600 } });
        Assert.That((latency.Attempts, calls), Is.EqualTo((3, 3)));
        Assert.That(latency.Doubt, Does.StartWith("the clock jumped"));
    }
}
