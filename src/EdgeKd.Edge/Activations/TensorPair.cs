namespace EdgeKd.Edge;

/// <summary>Two tensors of one file that would be equal without quantization.</summary>
/// <param name="Expected">Name of the float one.</param>
/// <param name="Actual">Name of the quantized one.</param>
public sealed record TensorPair(string Expected, string Actual);
