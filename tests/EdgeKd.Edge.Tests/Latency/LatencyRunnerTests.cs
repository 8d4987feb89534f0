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

    /// <summary>Readings are as many milliseconds apart as the machine is slow at that time.</summary>
    private sealed class SlowingClock(Func<int, double> stepMs) : TimeProvider
    {
        private int _readings;
        private double _milliseconds;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(1000 * (_milliseconds += stepMs(_readings++)));

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(_milliseconds);
    }

    // Each sample is two readings, so that the first measurement ends after some 800 of them.
    [Test]
    public void What_is_not_to_be_trusted_is_measured_again()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var options = new LatencyOptions { WarmUpRuns = 0, MinRuns = 400, MinSeconds = 0 };
        var images = new MemoryImages(9, 4, 5, 7);

        var throttled = LatencyRunner.Run(model, options, images, Normalization.Symmetric, 4, new SlowingClock(reading => reading is > 400 and < 800 ? 4 : 2));
        Assert.That((throttled.Attempts, throttled.Doubt), Is.EqualTo((2, (string?)null)));
        Assert.That(throttled.SamplesMs, Is.All.EqualTo(2).Within(1e-9));

        var always = LatencyRunner.Run(model, options, images, Normalization.Symmetric, 4, new SlowingClock(reading => 2 * Math.Exp(reading / 1000.0)));
        Assert.That(always.Attempts, Is.EqualTo(3));
        Assert.That(always.Doubt, Does.Contain("the second half of the runs is").And.Contain("slower"));
    }

    [Test]
    public void The_timed_answers_are_those_of_the_accuracy_run_or_it_is_not_trusted()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var images = new MemoryImages(90, 4, 5, 7);
        var options = new LatencyOptions { WarmUpRuns = 2, MinRuns = 80, MinSeconds = 0 };
        var accuracy = AccuracyRunner.Run(model, images, Normalization.Symmetric, 1);

        var latency = LatencyRunner.Run(model, options, images, Normalization.Symmetric, 64, new CountingClock());

        Assert.That(latency.SampledAnswers, Has.Count.EqualTo(8));
        Assert.That(latency.ComparedWith(accuracy.Answers).Doubt, Is.Null);
        var others = AccuracyRunner.Run(model, images, new Normalization([0.2f, 0.2f, 0.2f], [1, 1, 1]), 1);
        Assert.That(latency.ComparedWith(others.Answers).Doubt, Does.Contain("is answered otherwise while it is timed"));
    }

    [Test]
    public void Few_runs_have_answers_of_the_images_that_were_run_alone()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var options = new LatencyOptions { WarmUpRuns = 0, MinRuns = 2, MinSeconds = 0 };
        var latency = LatencyRunner.Run(model, options, new MemoryImages(90, 4, 5, 7), Normalization.Symmetric, 30, new CountingClock());
        Assert.That(latency.SampledAnswers.Select(answer => answer.Image), Is.EqualTo(new[] { 0, 3, 6 }));
        Assert.That(latency.P90UpperMs, Is.Null);
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
