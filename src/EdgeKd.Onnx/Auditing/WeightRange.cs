namespace EdgeKd.Onnx;

/// <summary>How differently large the weights of a layer's output channels are.</summary>
/// <param name="Name">The node, or its output.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Channels">Its output channels.</param>
/// <param name="MaxAbsolute">The largest |w| of all channels.</param>
/// <param name="MedianAbsolute">The median over the channels of the largest |w| of each.</param>
/// <remarks>
/// With one scale a tensor the channels share the step of the largest; one scale a channel mends that. Merged branches (RepVGG,
/// MobileOne, GPD) and folded normalisations make such weights.
/// </remarks>
public sealed record WeightRange(string Name, string Operator, int Channels, float MaxAbsolute, float MedianAbsolute)
{
    /// <summary>The largest channel over the median one, at least 1, and 1 where all weights are 0; null where only the median is.</summary>
    public float? Ratio => MaxAbsolute == 0 ? 1 : MedianAbsolute > 0 ? MaxAbsolute / MedianAbsolute : null;

    /// <summary>The range of a layer of which the largest |w| of each channel is known.</summary>
    /// <param name="name">The node.</param>
    /// <param name="operatorName">Its operator.</param>
    /// <param name="largest">One value an output channel, at least one.</param>
    public static WeightRange Of(string name, string operatorName, IReadOnlyList<float> largest)
    {
        ArgumentNullException.ThrowIfNull(largest);
        ArgumentOutOfRangeException.ThrowIfZero(largest.Count);
        float[] sorted = [.. largest.Order()];
        return new WeightRange(name, operatorName, sorted.Length, sorted[^1], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
    }
}
