namespace EdgeKd.Benchmarks.Steps;

/// <summary>What one kind of step costs here and in the peers, in one run in turns.</summary>
/// <param name="Pair">The networks.</param>
/// <param name="Teacher"><c>live</c> or <c>cached</c>.</param>
/// <param name="Kind">The kind of step.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="StepMs">Milliseconds a step here, the median of the rounds.</param>
/// <param name="PeakBytes">The peak of the resident set here.</param>
/// <param name="Peers">The peers; empty where python3-torch is not installed.</param>
internal sealed record StepComparison(
    string Pair, string Teacher, string Kind, int BatchSize, double StepMs, long PeakBytes, IReadOnlyList<StepComparison.PeerStep> Peers)
{
    /// <summary>Images a second.</summary>
    public double ImagesPerSecond => 1000 * BatchSize / StepMs;

    /// <summary>A peer's figures.</summary>
    /// <param name="Form"><c>published</c> or <c>tuned</c>.</param>
    /// <param name="StepMs">Milliseconds a step, the median of the rounds.</param>
    /// <param name="PeakBytes">The peak of its resident set.</param>
    /// <param name="Speedup">How many times as fast the step is here: the median of the rounds' ratios.</param>
    internal sealed record PeerStep(string Form, double StepMs, long PeakBytes, double Speedup);
}
