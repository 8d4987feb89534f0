namespace EdgeKd.Onnx;

/// <summary>A layer that multiplies: a convolution, a matrix product, or one of their quantised forms.</summary>
/// <param name="Name">The node's name, or that of its output.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="OutputShape">Its output for the batch of the file, an open one counting as 1; -1 for an unknown length, null where nothing is known.</param>
/// <param name="Parameters">Elements of its constant inputs.</param>
/// <param name="Macs">Multiply-accumulates for that batch; null where a shape is not known.</param>
public sealed record LayerSummary(string Name, string Operator, IReadOnlyList<long>? OutputShape, long Parameters, long? Macs);
