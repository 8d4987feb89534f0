namespace EdgeKd.Pipeline.Converting;

/// <summary>What a conversion wrote.</summary>
/// <param name="Output">The file.</param>
/// <param name="Format"><c>safetensors</c>, <c>PyTorch</c> or <c>ONNX</c>.</param>
/// <param name="Tensors">Tensors read for it.</param>
/// <param name="Parameters">Their elements.</param>
/// <param name="SizeBytes">The file's size.</param>
/// <param name="Notes">What was taken out of the input and what was left, a line each.</param>
public sealed record ConversionResult(string Output, string Format, int Tensors, long Parameters, long SizeBytes, IReadOnlyList<string> Notes);
