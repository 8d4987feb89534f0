namespace EdgeKd.Onnx;

/// <summary>Writes the INT8 form of a graph: QuantizeLinear and DequantizeLinear around operators that runtimes fuse.</summary>
/// <remarks>
/// Activations are uint8, asymmetric, per tensor; weights int8, symmetric, per output channel; biases int32 with the scale
/// input × weight. These are the forms that ONNX Runtime's docs/performance/model-optimizations/quantization.md names for CPUs.
/// A Relu or Clip behind a quantized node is left out: the integers of its range cut off what it would. Operators without an
/// integer kernel, such as HardSwish, stay float32. Tensors keep their names, as float32 before they are rounded.
/// </remarks>
public static class QdqQuantizer
{
    private static readonly int[] AllowedWeightBits = [7, 8];

    /// <summary>Quantizes a model. The same model and options give the same bytes.</summary>
    /// <param name="prepared">A model from <see cref="GraphPreparation"/>; not changed.</param>
    /// <param name="options">Ranges and exceptions.</param>
    /// <returns>A new model with the same inputs, outputs and metadata, plus <c>edgekd.precision</c> = <c>int8</c>.</returns>
    /// <exception cref="ArgumentException">A range is missing or no range, or a name or length in the options does not fit the graph.</exception>
    /// <exception cref="InvalidDataException">A weight is no finite number.</exception>
    public static ModelProto Quantize(ModelProto prepared, QuantizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(options);
        var plan = new QuantizationPlan(prepared.Graph, options.FloatNodes);
        Require(prepared.Graph, plan, options);
        var model = prepared.Clone();
        model.Graph = new QdqWriter(prepared.Graph, plan, options).Write();
        ModelMetadata.SetPrecision(model, "int8");
        return model;
    }

    private static void Require(GraphProto graph, QuantizationPlan plan, QuantizationOptions options)
    {
        if (!AllowedWeightBits.Contains(options.WeightBits))
            throw new ArgumentException($"Weights of {options.WeightBits} bits are not supported; choose 8, or 7 for x64 processors without VNNI.");
        foreach (var tensor in plan.Sources)
        {
            if (!options.Ranges.TryGetValue(tensor, out var range))
                throw new ArgumentException($"The tensor {Models.QuotedName.Of(tensor)} has no range; calibrate all that {nameof(QuantizableTensors)} names.");
            if (!float.IsFinite(range.Min) || !float.IsFinite(range.Max) || range.Min > range.Max)
                throw new ArgumentException($"The range of tensor {Models.QuotedName.Of(tensor)} is {range.Min} to {range.Max}; calibrate again with images that give finite activations.");
        }

        var nodes = graph.Node.ToDictionary(node => node.Name, StringComparer.Ordinal);
        foreach (var name in options.FloatNodes.Concat(options.Biases.Keys).Where(name => !nodes.ContainsKey(name)).Order(StringComparer.Ordinal))
            throw new ArgumentException($"The graph has no node {Models.QuotedName.Of(name)}; name nodes of the prepared graph.");
        foreach (var (name, bias) in options.Biases.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var node = nodes[name];
            var channels = node.OpType is "Conv" or "Gemm" ? plan.Links.Constant(node, 1)?.Dims.ElementAtOrDefault(OperatorRules.OutputAxis(node)) : null;
            if (channels != bias.Length || !Array.TrueForAll(bias, float.IsFinite))
                throw new ArgumentException($"The bias given for node {Models.QuotedName.Of(name)} does not fit; give {(channels is null ? "none, for it has no weights" : $"{channels} finite numbers, one an output channel")}.");
        }
    }
}
