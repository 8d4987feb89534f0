namespace EdgeKd.Onnx;

/// <summary>A weight as int8 with one step an output channel, and its bias as int32.</summary>
/// <param name="Values">The integers, in the weight's own order.</param>
/// <param name="Scales">The step of each output channel.</param>
internal sealed record QuantizedWeight(sbyte[] Values, float[] Scales)
{
    // A bias takes half of int32 at most; the other half is left to the products that are added to it.
    private const double LargestBias = 1 << 30;

    // Products with an input's scale stay normal float32.
    private const float SmallestScale = 1e-30f;

    /// <summary>Quantizes symmetrically: the largest absolute value of a channel becomes the largest integer.</summary>
    /// <param name="values">The weight in row-major order.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="axis">The dimension of the output channels.</param>
    /// <param name="bits">8 for [-127, 127], 7 for [-63, 63].</param>
    /// <param name="bias">One value an output channel, or none.</param>
    /// <param name="inputScale">The step of the input, of which the bias's step is the product with the weight's.</param>
    /// <remarks>
    /// Channels that do next to nothing but add their bias have steps so small that the bias would not fit int32: their step
    /// is widened until it fits. Batch normalisations whose γ has died leave such channels when they are folded.
    /// </remarks>
    public static QuantizedWeight Of(ReadOnlySpan<float> values, IReadOnlyList<long> shape, int axis, int bits, float[]? bias = null, float inputScale = 1)
    {
        var largest = (1 << (bits - 1)) - 1;
        var channels = (int)shape[axis];
        var inner = (int)shape.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var ranges = new float[channels];
        for (var i = 0; i < values.Length; i++)
            ranges[i / inner % channels] = Math.Max(ranges[i / inner % channels], Math.Abs(values[i]));

        float[] scales = [.. ranges.Select((range, channel) =>
            Math.Max(range / largest, Math.Max(SmallestScale, bias is null ? 0 : (float)(Math.Abs((double)bias[channel]) / inputScale / LargestBias))))];
        var quantized = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
            quantized[i] = (sbyte)Math.Clamp(Math.Round((double)values[i] / scales[i / inner % channels]), -largest, largest);
        return new(quantized, scales);
    }

    /// <summary>The bias in steps of input scale × weight scale.</summary>
    public int[] Bias(float[] bias, float inputScale) =>
        [.. bias.Select((value, channel) => (int)Math.Round(value / ((double)inputScale * Scales[channel])))];
}
