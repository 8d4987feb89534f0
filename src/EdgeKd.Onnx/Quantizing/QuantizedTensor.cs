namespace EdgeKd.Onnx;

/// <summary>A tensor of uint8 with what it takes to read it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Affine">Scale and zero point.</param>
/// <param name="Scale">Name of the scale's constant.</param>
/// <param name="ZeroPoint">Name of the zero point's constant.</param>
internal sealed record QuantizedTensor(string Name, AffineParameters Affine, string Scale, string ZeroPoint);
