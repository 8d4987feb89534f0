namespace EdgeKd.Release;

/// <summary>How well one class is recognised.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Its images in the test set.</param>
/// <param name="Recall">The share of them that were recognised, 0 to 1; null where the class has no image.</param>
public sealed record RecallEvidence(string Name, int Count, double? Recall = null);
