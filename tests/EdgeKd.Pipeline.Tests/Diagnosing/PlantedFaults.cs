using System.Runtime.InteropServices;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using Google.Protobuf;

namespace EdgeKd.Pipeline.Tests.Diagnosing;

/// <summary>Regressions to plant in a float model whose last layer is a Gemm.</summary>
internal static class PlantedFaults
{
    /// <summary>One layer's weights, rounded to some bits a channel.</summary>
    public static ModelProto Rounded(this ModelProto model, string layer, int bits)
    {
        var steps = (1 << (bits - 1)) - 1;
        return Changed(model, model.Graph.Node.Single(node => node.Name == layer).Input[1], (values, channels) =>
        {
            var length = values.Length / channels;
            for (var channel = 0; channel < channels; channel++)
            {
                var weights = values.AsSpan(channel * length, length);
                var scale = weights.ToArray().Max(Math.Abs) / steps;
                foreach (ref var weight in weights)
                    weight = scale == 0 ? 0 : MathF.Round(weight / scale) * scale;
            }
        });
    }

    /// <summary>Two classes with each other's logits.</summary>
    public static ModelProto Swapped(this ModelProto model, int a, int b)
    {
        var head = Head(model);
        return head.Input.Skip(1).Aggregate(model, (changed, constant) => Changed(changed, constant, (values, channels) =>
        {
            var length = values.Length / channels;
            for (var i = 0; i < length; i++)
                (values[a * length + i], values[b * length + i]) = (values[b * length + i], values[a * length + i]);
        }));
    }

    /// <summary>A model that takes one class for another, as if its images had been labelled so: the class's logit is never the largest.</summary>
    public static ModelProto Unlearned(this ModelProto model, int k) =>
        Changed(model, Head(model).Input[2], (values, _) => values[k] -= 1000);

    /// <summary>The same weights with another normalisation in the metadata.</summary>
    public static ModelProto NormalisedBy(this ModelProto model, string mean, string standardDeviation)
    {
        var changed = model.Clone();
        changed.MetadataProps.Single(entry => entry.Key == Edge.MetadataKeys.Mean).Value = mean;
        changed.MetadataProps.Single(entry => entry.Key == Edge.MetadataKeys.StandardDeviation).Value = standardDeviation;
        return changed;
    }

    /// <summary>Convolutions that change nothing, 1×1 with the unit matrix, behind those of the fewest channels: each costs little, so
    /// that a slowdown can be planted finely.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">How many.</param>
    public static ModelProto Slowed(this ModelProto model, int count)
    {
        var changed = model.Clone();
        var layers = LayerWeight.Of(model).Where(layer => layer.Operator == "Conv").OrderBy(layer => layer.Channels).Take(count).ToArray();
        foreach (var layer in layers)
        {
            var at = changed.Graph.Node.ToList().FindIndex(node => node.Name == layer.Layer);
            var node = changed.Graph.Node[at];
            var unit = new float[layer.Channels * layer.Channels];
            for (var k = 0; k < layer.Channels; k++)
                unit[k * layer.Channels + k] = 1;
            var weight = new TensorProto
            {
                Name = $"{layer.Layer}.extra.weight",
                DataType = (int)TensorProto.Types.DataType.Float,
                Dims = { layer.Channels, layer.Channels, 1, 1 },
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(unit.AsSpan())),
            };
            changed.Graph.Initializer.Add(weight);
            var between = $"{node.Output[0]}.before";
            changed.Graph.Node.Insert(at + 1, new NodeProto { OpType = "Conv", Name = $"{layer.Layer}.extra", Input = { between, weight.Name }, Output = { node.Output[0] } });
            node.Output[0] = between;
        }
        return changed;
    }

    private static NodeProto Head(ModelProto model) => model.Graph.Node.Last(node => node.OpType == "Gemm");

    private static ModelProto Changed(ModelProto model, string constant, Action<float[], int> change)
    {
        var changed = model.Clone();
        var tensor = changed.Graph.Initializer.Single(tensor => tensor.Name == constant);
        // Files of ours hold their constants as raw little-endian data.
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        change(values, (int)tensor.Dims[0]);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        return changed;
    }
}
