namespace EdgeKd.Data;

/// <summary>How many images a part has that can be read.</summary>
/// <param name="Name"><c>train</c>, <c>validation</c>, <c>val</c> or <c>test</c>; <c>all</c> where the class folders lie side by side.</param>
/// <param name="ImageCount">Images of all classes.</param>
/// <param name="ClassCounts">Images of each class, in the order of the names' code units.</param>
public sealed record CheckedPart(string Name, int ImageCount, IReadOnlyList<ClassCount> ClassCounts);
