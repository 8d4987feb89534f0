namespace EdgeKd.Edge;

/// <summary>One block of runs at batch 1, from a fresh start of the model.</summary>
/// <param name="Runs">Timed runs.</param>
/// <param name="MedianMs">The median of their latency, in milliseconds.</param>
/// <param name="P90Ms">The 90th percentile, in milliseconds.</param>
/// <param name="PeakBytes">The most memory that the process held during the block beyond what it held before the model was loaded, in
/// bytes; null where the system does not tell (<see cref="AddedMemory"/>).</param>
public sealed record BlockResult(int Runs, double MedianMs, double P90Ms, long? PeakBytes);
