namespace EdgeKd.Onnx;

/// <summary>Measures the weights of a model's layers by output channel.</summary>
public static class WeightRanges
{
    /// <summary>The layers Conv, Gemm and MatMul with constant weights, float32 or dequantized, in the order of the graph.</summary>
    public static IReadOnlyList<WeightRange> Of(ModelProto model) =>
        [.. LayerWeight.Of(model).Select(layer => WeightRange.Of(layer.Layer, layer.Operator, Channels(layer)))];

    private static float[] Channels(LayerWeight layer)
    {
        var largest = new float[layer.Channels];
        for (var i = 0; i < layer.Values.Length; i++)
        {
            ref var channel = ref largest[layer.ChannelOf(i)];
            channel = Math.Max(channel, Math.Abs(layer.Values[i]));
        }

        return largest;
    }
}
