namespace EdgeKd.Onnx;

/// <summary>One constant of an ONNX graph, without its values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type, such as <c>float32</c>.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
public sealed record ConstantSummary(string Name, string Type, IReadOnlyList<long> Shape);
