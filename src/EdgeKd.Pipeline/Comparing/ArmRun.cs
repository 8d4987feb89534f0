using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Comparing;

/// <summary>One training of one arm.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Top1">Top-1 of the kept epoch on the validation part, 0 to 1.</param>
/// <param name="ImagesPerSecond">Training images a second, as measured when it ran.</param>
/// <param name="PeakMemoryBytes">Largest resident set of the process while it trained.</param>
public sealed record ArmRun(long Seed, double Top1, double ImagesPerSecond, long PeakMemoryBytes)
{
    /// <summary>Mean of the classes' top-1 on the validation part, 0 to 1; null for a training of before it was recorded.</summary>
    public double? BalancedAccuracy { get; init; }

    internal static ArmRun From(long seed, StageRecord distilled) => new(
        seed,
        (double)distilled.Figures["validationTop1"]!,
        (double)distilled.Figures["imagesPerSecond"]!,
        (long)distilled.Figures["peakMemoryBytes"]!)
    {
        BalancedAccuracy = (double?)distilled.Figures["validationBalancedAccuracy"],
    };
}
