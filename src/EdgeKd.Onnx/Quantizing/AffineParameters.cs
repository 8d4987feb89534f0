namespace EdgeKd.Onnx;

/// <summary>What maps uint8 to real numbers: x = scale · (q − zero point).</summary>
/// <param name="Scale">The step; above 0.</param>
/// <param name="ZeroPoint">The integer of 0.</param>
/// <remarks>The formulas are those of QuantizeLinear and DynamicQuantizeLinear in the format's Operators.md.</remarks>
internal readonly record struct AffineParameters(float Scale, byte ZeroPoint)
{
    /// <summary>The parameters that cover a range. It is widened to hold 0, so that padding and ReLU are exact.</summary>
    public static AffineParameters Of(ActivationRange range)
    {
        var (min, max) = (Math.Min(range.Min, 0d), Math.Max(range.Max, 0d));
        var scale = (float)((max - min) / byte.MaxValue);
        // All is 0: any step will do.
        if (!float.IsNormal(scale))
            return new(1, 0);
        return new(scale, (byte)Math.Clamp(Math.Round(-min / scale), 0, byte.MaxValue));
    }

    /// <summary>The nearest integers of numbers, halves to even, cut off at both ends.</summary>
    public byte[] Quantize(ReadOnlySpan<float> values)
    {
        var quantized = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
            quantized[i] = (byte)Math.Clamp(Math.Round((double)values[i] / Scale) + ZeroPoint, 0, byte.MaxValue);
        return quantized;
    }
}
