using System.Globalization;
using MathNet.Numerics.Statistics;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>A whole run here and in the peer, extrapolated from parts that were measured in turns.</summary>
/// <param name="Plan">The run.</param>
/// <param name="Extrapolated">From what: the sentence that stands above the table.</param>
/// <param name="CacheMs">Milliseconds a batch of the teacher's cache here, the median of the turns.</param>
/// <param name="TrainMs">Milliseconds a batch of training here.</param>
/// <param name="ValidateMs">Milliseconds a batch of validation here.</param>
/// <param name="Seconds">The whole run here.</param>
/// <param name="Peer">The peer's figures; null where python3-torch or python3-torchvision is not installed.</param>
internal sealed record RunComparison(
    RunPlan Plan, string Extrapolated, double CacheMs, double TrainMs, double ValidateMs, double Seconds, RunComparison.PeerRun? Peer)
{
    /// <summary>The peer's figures.</summary>
    /// <param name="TrainMs">Milliseconds a batch of training.</param>
    /// <param name="ValidateMs">Milliseconds a batch of validation.</param>
    /// <param name="Seconds">The whole run.</param>
    /// <param name="Share">The time of the run here as a share of the peer's: the median of the turns' shares.</param>
    internal sealed record PeerRun(double TrainMs, double ValidateMs, double Seconds, double Share);

    /// <summary>Extrapolates.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="times">Seconds a batch in each turn: of cache, training and validation here, then of the peer's training and
    /// validation, or without these two.</param>
    /// <param name="turnSeconds">The least time of a turn.</param>
    public static RunComparison Of(RunPlan plan, IReadOnlyList<double[]> times, double turnSeconds)
    {
        var (cache, train, validate) = (times[0], times[1], times[2]);
        var own = cache.Select((seconds, turn) => plan.CacheSeconds(seconds) + plan.EpochsSeconds(train[turn], validate[turn])).ToArray();
        PeerRun? peer = null;
        if (times.Count > 3)
        {
            var whole = times[3].Zip(times[4], plan.EpochsSeconds).ToArray();
            peer = new PeerRun(1000 * times[3].Median(), 1000 * times[4].Median(), whole.Median(), own.Zip(whole, (here, there) => here / there).Median());
        }

        var turns = string.Create(CultureInfo.InvariantCulture, $"{own.Length} × {turnSeconds:0.##} s");
        var extrapolated = $"Extrapolated, not run to its end: from a share of one view of the cache, of an epoch and of a validation; medians of {turns}.";
        return new RunComparison(plan, extrapolated, 1000 * cache.Median(), 1000 * train.Median(), 1000 * validate.Median(), own.Median(), peer);
    }
}
