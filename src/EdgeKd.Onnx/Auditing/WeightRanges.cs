namespace EdgeKd.Onnx;

/// <summary>Measures the weights of a model's layers by output channel.</summary>
public static class WeightRanges
{
    /// <summary>The layers Conv and Gemm with constant weights, float32 or dequantized, in the order of the graph.</summary>
    public static IReadOnlyList<WeightRange> Of(ModelProto model) => [.. LayerWeight.Of(model).Select(layer =>
    {
        var channels = Channels(layer);
        Array.Sort(channels);
        return new WeightRange(layer.Layer, layer.Operator, channels.Length, channels[^1], channels[channels.Length / 2]);
    })];

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
