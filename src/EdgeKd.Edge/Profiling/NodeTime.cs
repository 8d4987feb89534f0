namespace EdgeKd.Edge;

/// <summary>The time of one node of the graph that ONNX Runtime runs.</summary>
/// <param name="Name">Its name in the optimized graph.</param>
/// <param name="Operator">Its operator, such as <c>QLinearConv</c>.</param>
/// <param name="Provider">The execution provider that ran it.</param>
/// <param name="TimeMs">Its time in one inference, in milliseconds; the profile counts whole microseconds.</param>
public sealed record NodeTime(string Name, string Operator, string Provider, double TimeMs);
