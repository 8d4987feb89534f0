namespace EdgeKd.Data;

/// <summary>The counts of one part.</summary>
/// <param name="Count">Images in the part.</param>
/// <param name="PerClass">Images a class, in the order of the labels; empty for the unlabelled part.</param>
public sealed record PartSummary(int Count, IReadOnlyList<int> PerClass);
