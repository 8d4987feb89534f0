namespace EdgeKd.Edge;

/// <summary>How many images a model answers a second when all are there at once.</summary>
/// <param name="ImagesPerSecond">Images divided by seconds.</param>
/// <param name="BatchSize">Images answered together.</param>
/// <param name="Images">Images answered.</param>
/// <param name="Seconds">The time they took.</param>
public sealed record ThroughputResult(double ImagesPerSecond, int BatchSize, int Images, double Seconds);
