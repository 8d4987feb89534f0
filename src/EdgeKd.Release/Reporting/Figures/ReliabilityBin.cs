namespace EdgeKd.Release;

/// <summary>The answers whose confidence falls into one bin.</summary>
/// <param name="From">The bin's lower end; it is not part of it.</param>
/// <param name="To">The bin's upper end.</param>
/// <param name="Count">Answers.</param>
/// <param name="Confidence">Their mean confidence, 0 to 1; null where there are none.</param>
/// <param name="Accuracy">The share of them that is right, 0 to 1; null where there are none.</param>
internal sealed record ReliabilityBin(double From, double To, int Count, double? Confidence, double? Accuracy);
