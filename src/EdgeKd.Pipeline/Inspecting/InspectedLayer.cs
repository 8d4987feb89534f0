namespace EdgeKd.Pipeline.Inspecting;

/// <summary>One layer of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operator">Its ONNX operator.</param>
/// <param name="OutputShape">Its output for the batch of the file, an open one counting as 1; -1 for an unknown length, null where nothing is known.</param>
/// <param name="Parameters">Elements of its constants.</param>
/// <param name="Macs">Multiply-accumulates for that batch; null where they are not known.</param>
public sealed record InspectedLayer(string Name, string Operator, IReadOnlyList<long>? OutputShape, long Parameters, long? Macs);
