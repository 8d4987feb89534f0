namespace EdgeKd.Release;

/// <summary>One block of runs at batch 1.</summary>
/// <param name="Runs">Timed runs.</param>
/// <param name="MedianMs">The median of their latency, in milliseconds.</param>
/// <param name="P90Ms">The 90th percentile, in milliseconds.</param>
/// <param name="PeakBytes">The most memory that the process held during the block beyond what it held before the model was loaded, in
/// bytes; null where it was not measured.</param>
public sealed record BlockEvidence(int Runs, double MedianMs, double P90Ms, long? PeakBytes = null);
