namespace EdgeKd.Onnx;

/// <summary>Writes the form of a graph that stores int8 weights and computes in float32: a quarter of the size, no calibration.</summary>
public static class WeightOnlyQuantizer
{
    /// <summary>Quantizes the weights of Conv, Gemm and MatMul per output channel, each behind a DequantizeLinear.</summary>
    /// <param name="float32Model">The model; not changed.</param>
    /// <returns>A new model with the same inputs, outputs and metadata, plus <c>edgekd.precision</c> = <c>int8-weights</c>.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="GraphPreparation.Prepare"/>.</exception>
    public static ModelProto Quantize(ModelProto float32Model)
    {
        var model = GraphPreparation.Prepare(float32Model);
        var plan = new QuantizationPlan(model.Graph, new HashSet<string>());
        var nodes = new QdqNodes(model.Graph);
        Dictionary<(string Weight, int Axis), string> dequantized = [];
        foreach (var node in model.Graph.Node)
        {
            if (plan.RoleOf(node) == NodeRole.Quantized && node.OpType is "Conv" or "Gemm" or "MatMul" && plan.Links.Constant(node, 1) is { } weight)
            {
                var key = (weight.Name, OperatorRules.OutputAxis(node));
                if (!dequantized.TryGetValue(key, out var name))
                    dequantized[key] = name = nodes.Weight(weight, QuantizedWeight.Of(ConstantTensor.Floats(weight), weight.Dims, key.Item2, bits: 8), key.Item2);
                node.Input[1] = name;
            }

            nodes.Graph.Node.Add(node);
        }

        Preparation.NodeRemoval.RemoveUnread(nodes.Graph);
        model.Graph = nodes.Graph;
        ModelMetadata.SetPrecision(model, "int8-weights");
        return model;
    }
}
