using EdgeKd.Data;

namespace EdgeKd.Edge.Tests.Latency;

[TestFixture]
public class LatencyRunnerTests
{
    /// <summary>Each reading is one millisecond after the last.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds++;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(_milliseconds);
    }

    [Test]
    public void Keeps_every_sample_and_says_what_was_measured()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder), new RuntimeOptions { Threads = 2 });
        var options = new LatencyOptions { WarmUpRuns = 2, MinRuns = 40, MinSeconds = 0 };
        var result = LatencyRunner.Run(model, options, new MemoryImages(9, 4, 5, 7), Normalization.Symmetric, 4, new CountingClock());
        Assert.Multiple(() =>
        {
            Assert.That(result.Runs, Is.EqualTo(40));
            Assert.That(result.SamplesMs, Has.Length.EqualTo(40));
            Assert.That(new[] { result.P50Ms, result.P90Ms, result.P99Ms, result.MeanMs, result.MinMs, result.FirstRunMs }, Is.All.EqualTo(1));
            Assert.That(result.Threads, Is.EqualTo(2));
            Assert.That(result.LoadMs, Is.GreaterThan(0));
            Assert.That(result.Incomplete, Is.Null);
        });
    }

    [Test]
    public void Measures_several_models_in_turns()
    {
        using var folder = new TemporaryFolder();
        using var one = OnnxClassifier.Open(new TestModel().Save(folder, "one.onnx"), new RuntimeOptions { Threads = 1 });
        using var two = OnnxClassifier.Open(new TestModel().Save(folder, "two.onnx"), new RuntimeOptions { Threads = 2 });
        var options = new LatencyOptions { WarmUpRuns = 2, MinRuns = 40, MinSeconds = 0 };

        var results = LatencyRunner.RunInTurns([one, two], options, new MemoryImages(9, 4, 5, 7), Normalization.Symmetric, 4, new CountingClock());

        Assert.That(results.Select(result => result.Threads), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(results.Select(result => result.Runs), Is.All.EqualTo(40));
        Assert.That(results.SelectMany(result => result.SamplesMs), Is.All.EqualTo(1));
    }

    [Test]
    public void Says_why_too_little_was_measured()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var options = new LatencyOptions { WarmUpRuns = 0, MinRuns = 100, MinSeconds = 0, MaxSeconds = 0.005 };
        var result = LatencyRunner.Run(model, options, [new float[60]], new CountingClock());
        Assert.That(result.Runs, Is.EqualTo(5));
        Assert.That(result.Incomplete, Does.StartWith("5 of 100 runs"));
    }

    [TestCase(-1, 1, 0, 1)]
    [TestCase(0, 0, 0, 1)]
    [TestCase(0, 1, -1, 1)]
    [TestCase(0, 1, 2, 1)]
    [TestCase(0, 1, double.NaN, 1)]
    [TestCase(0, 1, 0, double.PositiveInfinity)]
    public void Refuses_options_that_never_end(int warmUp, int minRuns, double minSeconds, double maxSeconds)
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var options = new LatencyOptions { WarmUpRuns = warmUp, MinRuns = minRuns, MinSeconds = minSeconds, MaxSeconds = maxSeconds };
        Assert.That(() => LatencyRunner.Run(model, options, [new float[60]]), Throws.ArgumentException);
    }

    [Test]
    public void Refuses_images_of_another_shape()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        Assert.That(() => LatencyRunner.Run(model, LatencyOptions.Quick, [new float[60], new float[59]]),
            Throws.ArgumentException.With.Message.Contains("60").And.Message.Contains("59"));
        Assert.That(() => LatencyRunner.Run(model, LatencyOptions.Quick, []), Throws.ArgumentException);
    }

    [Test]
    public void Profiles_meet_their_promise()
    {
        Assert.That((LatencyOptions.Quick.MinRuns, LatencyOptions.Quick.MinSeconds), Is.EqualTo((128, 2.0)));
        Assert.That((LatencyOptions.Release.MinRuns, LatencyOptions.Release.MinSeconds), Is.EqualTo((1024, 60.0)));
    }
}
