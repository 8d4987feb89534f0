namespace EdgeKd.Edge.Tests.Latency.Blocks;

[TestFixture]
public class PairedBlocksMeasurementTests
{
    private readonly ManualClock _clock = new();
    private readonly List<char> _order = [];

    [SetUp]
    public void Forget() => _order.Clear();

    /// <summary>A block of a model whose runs take so long each, and one in ten twice as long.</summary>
    private Func<LatencyOptions, BlockSamples> Block(char name, double ms) => options =>
    {
        _order.Add(name);
        var measured = new LatencyMeasurement(number => _clock.Advance(number % 10 == 0 ? 2 * ms : ms), options, _clock).Measure(CancellationToken.None);
        return new BlockSamples(measured.SamplesMs, PeakBytes: name);
    };

    private PairedBlocksResult Measure(BlockOptions options, double candidateMs = 1.25, double baselineMs = 0.5, int seed = 1) =>
        new PairedBlocksMeasurement(Block('c', candidateMs), Block('b', baselineMs), options, new Random(seed), _clock).Measure(null, CancellationToken.None);

    [Test]
    public void Both_models_have_as_many_blocks_and_as_many_runs_in_each()
    {
        var result = Measure(new BlockOptions { Pairs = 8, WarmUpRuns = 1, MinRuns = 10, MinBlockMs = 20 });

        Assert.That((result.Candidate.Count, result.Baseline.Count), Is.EqualTo((8, 8)));
        var runs = result.Candidate.Concat(result.Baseline).Select(block => block.Runs).Distinct().Single();
        Assert.That(runs, Is.InRange(36, 40), "20 ms of runs of 0.5 ms, every tenth of 1 ms");
        Assert.That(result.Candidate.Select(block => (block.MedianMs, block.PeakBytes)), Is.All.EqualTo((1.25, (long?)'c')));
        Assert.That(result.Baseline.Select(block => (block.MedianMs, block.PeakBytes)), Is.All.EqualTo((0.5, (long?)'b')));
        Assert.That((result.Incomplete, result.Doubt), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public void The_percentile_is_the_truncated_position()
    {
        var block = new BlockSamples([.. Enumerable.Range(1, 32).Reverse().Select(ms => (double)ms)], null).Summarize();
        Assert.That(block, Is.EqualTo(new BlockResult(32, 17, 29, null)));
    }

    [Test]
    public void A_coin_decides_which_of_a_pair_comes_first_the_same_for_the_same_seed()
    {
        var options = new BlockOptions { Pairs = 40, MinBlockMs = 0 };
        Measure(options);
        var first = new string([.. _order]);
        _order.Clear();
        Measure(options);
        Assert.That(new string([.. _order]), Is.EqualTo(first));
        _order.Clear();
        Measure(options, seed: 2);
        Assert.That(new string([.. _order]), Is.Not.EqualTo(first));

        var pairs = first.Skip(2).Chunk(2).Select(pair => new string(pair)).ToArray();
        Assert.That(pairs, Has.Length.EqualTo(40).And.All.AnyOf("cb", "bc"));
        Assert.That(pairs.Count(pair => pair == "cb"), Is.InRange(10, 30));
    }

    [Test]
    public void No_pair_begins_after_the_time_and_none_is_left_half()
    {
        var result = Measure(new BlockOptions { Pairs = 1000, WarmUpRuns = 0, MinRuns = 100, MinBlockMs = 0, MaxSeconds = 1 }, candidateMs: 1, baselineMs: 1);

        Assert.That(result.Candidate, Has.Count.EqualTo(result.Baseline.Count).And.Count.InRange(4, 5), "two blocks of 0.11 s are a pair");
        Assert.That(result.Incomplete, Does.StartWith($"{result.Candidate.Count} of 1000 pairs of blocks in 1 s"));
    }

    [Test]
    public void One_pair_is_measured_however_long_it_takes()
    {
        var result = Measure(new BlockOptions { Pairs = 3, MaxSeconds = 0.5 }, candidateMs: 400, baselineMs: 400);
        Assert.That(result.Candidate, Has.Count.EqualTo(1));
        Assert.That(result.Candidate[0].Runs, Is.InRange(1, 2));
    }

    // A machine in two states, each for as long: what is measured there is not to be trusted.
    private PairedBlocksResult MeasureOnTwoStates(BlockOptions options, Func<int, bool> isSlow)
    {
        var blocks = 0;
        BlockSamples Block(LatencyOptions block)
        {
            var ms = isSlow(blocks++) ? 4.0 : 1.0;
            _clock.Advance(block.MinRuns * ms);
            return new BlockSamples([.. Enumerable.Repeat(ms, block.MinRuns)], null);
        }

        return new PairedBlocksMeasurement(Block, Block, options, new Random(1), _clock).Measure(null, CancellationToken.None);
    }

    [Test]
    public void What_is_not_to_be_trusted_is_measured_again_up_to_twice()
    {
        var options = new BlockOptions { Pairs = 20, MinRuns = 32, MinBlockMs = 0 };
        var always = MeasureOnTwoStates(options, block => block / 10 % 2 == 0);
        Assert.That((always.Attempts, always.Candidate.Count), Is.EqualTo((3, 20)));
        Assert.That(always.Doubt, Does.StartWith("the blocks of the baseline alone vary by"));

        // The first measurement is 42 blocks: two that find the size, and 20 pairs.
        var once = MeasureOnTwoStates(options, block => block < 42 && block / 10 % 2 == 0);
        Assert.That((once.Attempts, once.Doubt), Is.EqualTo((2, (string?)null)));

        Assert.That(MeasureOnTwoStates(options with { MaxSeconds = 1 }, block => block / 10 % 2 == 0).Attempts, Is.EqualTo(1), "it has taken its time");
    }

    [Test]
    public void A_clock_that_is_set_meanwhile_is_named()
    {
        var blocks = 0;
        BlockSamples Block(LatencyOptions block)
        {
            _clock.Advance(1);
            if (++blocks % 7 == 0)
                _clock.Set(-5000);
            return new BlockSamples([1], null);
        }

        var result = new PairedBlocksMeasurement(Block, Block, new BlockOptions { Pairs = 5, MinRuns = 1, MinBlockMs = 0 }, new Random(1), _clock).Measure(null, CancellationToken.None);
        Assert.That(result.Doubt, Does.StartWith("the clock jumped"));
    }

    [Test]
    public void Stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        var blocks = 0;
        BlockSamples Measured(LatencyOptions options)
        {
            if (++blocks == 5)
                stop.Cancel();
            return new BlockSamples([1], null);
        }

        var measurement = new PairedBlocksMeasurement(Measured, Measured, BlockOptions.Quick, new Random(1), _clock);
        Assert.That(() => measurement.Measure(null, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(blocks, Is.EqualTo(6), "two that do not count, and the second pair to its end");
    }

    [TestCase(0, 1, 1, 0.0, 1.0), TestCase(1, -1, 1, 0.0, 1.0), TestCase(1, 1, 0, 0.0, 1.0), TestCase(1, 1, 1, double.NaN, 1.0), TestCase(1, 1, 1, 0.0, 0.0)]
    [TestCase(1, 1, 1, double.PositiveInfinity, 1.0), TestCase(1, 1, 1, 0.0, double.PositiveInfinity)]
    public void Refuses_options_that_never_end(int pairs, int warmUp, int runs, double blockMs, double seconds) => Assert.That(
        () => new BlockOptions { Pairs = pairs, WarmUpRuns = warmUp, MinRuns = runs, MinBlockMs = blockMs, MaxSeconds = seconds }.Require(),
        Throws.ArgumentException);

    [Test]
    public void The_profile_release_measures_a_minute_of_each_model() =>
        Assert.That(BlockOptions.Release.Pairs * BlockOptions.Release.MinBlockMs, Is.EqualTo(60_000));
}
