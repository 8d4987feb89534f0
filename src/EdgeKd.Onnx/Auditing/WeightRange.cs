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
    /// <summary>The largest channel over the median one, at least 1; null where half of the channels are 0.</summary>
    public float? Ratio => MedianAbsolute > 0 ? MaxAbsolute / MedianAbsolute : null;
}
