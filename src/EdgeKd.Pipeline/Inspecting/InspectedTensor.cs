namespace EdgeKd.Pipeline.Inspecting;

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type, such as <c>float32</c>.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
public sealed record InspectedTensor(string Name, string Type, IReadOnlyList<long> Shape);
