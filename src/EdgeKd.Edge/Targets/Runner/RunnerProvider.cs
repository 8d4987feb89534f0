namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The execution providers of a run.</summary>
/// <param name="Requested">The one that was asked for, such as <c>cpu</c>.</param>
/// <param name="Nodes">How many nodes of the graph each provider ran, by ONNX Runtime's name of it.</param>
public sealed record RunnerProvider(string Requested, IReadOnlyDictionary<string, int> Nodes);
