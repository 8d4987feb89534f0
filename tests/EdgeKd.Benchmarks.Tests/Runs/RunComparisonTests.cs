using EdgeKd.Benchmarks.Runs;

namespace EdgeKd.Benchmarks.Tests.Runs;

[TestFixture]
public class RunComparisonTests
{
    // 10 batches of training and 2 of validation.
    private static readonly RunPlan Plan = new(Images: 640, ValidationImages: 128, BatchSize: 64, Epochs: 40, Views: 8);

    [Test]
    public void TheRunIsTheCacheAndTheEpochs()
    {
        Assert.That(Plan.CacheSeconds(0.5), Is.EqualTo(8 * 10 * 0.5));
        Assert.That(Plan.EpochsSeconds(0.1, 0.01), Is.EqualTo(40 * ((10 * 0.1) + (2 * 0.01))).Within(1e-9));
    }

    [Test]
    public void AnIncompleteBatchCountsByItsImages() =>
        Assert.That((Plan with { Images = 656 }).CacheSeconds(1), Is.EqualTo(8 * 10.25));

    // The machine is twice as slow in the second turn and a hundred times in the third: shares do not change by it, and medians bear it.
    [Test]
    public void MediansAreTakenOfTheTurns()
    {
        double[] pace = [1, 2, 100];
        double[] Turns(double seconds) => [.. pace.Select(times => times * seconds)];
        var run = RunComparison.Of(Plan, [Turns(0.5), Turns(0.1), Turns(0.01), Turns(1), Turns(0.04)], turnSeconds: 6);
        Assert.That((run.CacheMs, run.TrainMs, run.ValidateMs), Is.EqualTo((1000.0, 200.0, 20.0)));
        Assert.That(run.Seconds, Is.EqualTo(2 * (40 + 40.8)).Within(1e-9));
        Assert.That(run.Peer!.Seconds, Is.EqualTo(2 * 40 * (10 + 0.08)).Within(1e-9));
        Assert.That(run.Peer.Share, Is.EqualTo(80.8 / 403.2).Within(1e-9));
        Assert.That(run.Extrapolated, Does.Contain("Extrapolated").And.Contain("3 × 6 s"));
    }

    [Test]
    public void WithoutAPeerThereIsNoShare()
    {
        var run = RunComparison.Of(Plan, [[0.5], [0.1], [0.01]], turnSeconds: 1);
        Assert.That(run.Peer, Is.Null);
        Assert.That(RunTable.Lines(run), Has.None.Contains("peer").And.Some.Contains("| here, the whole run | | | 1.3 |"));
    }

    // 10 batches at once.
    [TestCase(3, new[] { 3 })]
    [TestCase(10, new[] { 10 })]
    [TestCase(25, new[] { 10, 10, 5 })]
    public void MoreBatchesThanThereAreGoThroughTheImagesAgain(int batches, int[] shares)
    {
        using var part = new CountingPart();
        Assert.That(RunServer.Seconds(part, batches), Is.EqualTo(batches));
        Assert.That(part.Shares, Is.EqualTo(shares));
    }

    private sealed class CountingPart : IRunPart
    {
        public List<int> Shares { get; } = [];

        public int Batches => 10;

        public double Run(int batches)
        {
            Shares.Add(batches);
            return batches;
        }

        public void Dispose()
        {
        }
    }
}
