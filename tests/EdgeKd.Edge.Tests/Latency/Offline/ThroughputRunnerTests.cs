using EdgeKd.Data;

namespace EdgeKd.Edge.Tests.Latency.Offline;

[TestFixture]
public class ThroughputRunnerTests
{
    /// <summary>Each reading is 250 ms after the last.</summary>
    private sealed class QuarterSeconds : TimeProvider
    {
        private long _readings;

        public override long TimestampFrequency => 4;

        public override long GetTimestamp() => _readings++;
    }

    [TestCase(0.0, 8, 1), TestCase(1.0, 8, 4), TestCase(1.1, 8, 5), TestCase(0.0, 100, 1)]
    public void Counts_whole_batches(double minSeconds, int batchSize, int batches)
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var result = ThroughputRunner.Run(model, minSeconds, new MemoryImages(20, 4, 5, 7), Normalization.Symmetric, batchSize, new QuarterSeconds());
        var size = Math.Min(batchSize, 20);
        Assert.That(result, Is.EqualTo(new ThroughputResult(4.0 * size, size, batches * size, 0.25 * batches)));
    }

    [Test]
    public void Stops_when_told_and_refuses_what_is_no_time()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var images = new MemoryImages(3, 4, 5, 7);
        Assert.That(() => ThroughputRunner.Run(model, 1, images, Normalization.Symmetric, cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => ThroughputRunner.Run(model, double.NaN, images, Normalization.Symmetric), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => ThroughputRunner.Run(model, 0, images, Normalization.Symmetric, batchSize: 0), Throws.InstanceOf<ArgumentException>());
    }
}
