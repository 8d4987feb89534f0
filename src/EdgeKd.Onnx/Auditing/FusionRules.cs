using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;
using static System.FormattableString;

namespace EdgeKd.Onnx;

/// <summary>Finds the rule that a node breaks, in the model as it was before the runtime changed it.</summary>
/// <remarks>Subgraphs are not looked into.</remarks>
internal sealed class FusionRules
{
    private const int MaxPoolOperatorSet = 12;

    // The runtime accepts a bias whose scale is off by 1 %, and refuses 2 %.
    private const float BiasScaleTolerance = 0.015f;

    private readonly GraphLinks _links;
    private readonly ElementTypes _types;
    private readonly long _operatorSet;

    public FusionRules(ModelProto model)
    {
        (_links, _types) = (new GraphLinks(model.Graph), ElementTypes.Infer(model.Graph));
        _operatorSet = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 0;
    }

    /// <summary>The first rule that a node breaks; <see cref="FusionRule.Unknown"/> where it keeps all that are known.</summary>
    public BrokenRule BrokenBy(NodeProto node) =>
        OfOperator(node) ?? OfInputs(node) ?? OfOutputs(node) ?? OfParameters(node) ?? new BrokenRule(
            FusionRule.Unknown, "it keeps every rule that is known here, and ONNX Runtime left it in float",
            "compare the node with one that was fused; its neighbours may have been changed before it was looked at");

    private BrokenRule? OfOperator(NodeProto node)
    {
        if (IntegerForms.Of(node.OpType) == IntegerForm.None)
            return new(FusionRule.OperatorNotSupported, $"ONNX Runtime has no integer form of {node.OpType}", IntegerForms.Remedy(node.OpType));
        if (node.OpType == "MaxPool" && _operatorSet < MaxPoolOperatorSet)
            return new(FusionRule.OperatorSetTooOld, $"MaxPool takes integers since operator set {MaxPoolOperatorSet}, and the model has {_operatorSet}",
                "export with operator set 13 or later");
        var (alpha, beta) = (NodeAttributes.Float(node, "alpha", 1), NodeAttributes.Float(node, "beta", 1));
        return node.OpType == "Gemm" && node.Input.Count > 2 && node.Input[2].Length > 0 && (alpha, beta) != (1, 1)
            ? new(FusionRule.GemmFactors, Invariant($"its alpha is {alpha} and its beta {beta}; with a bias both must be 1"), "multiply weight and bias by them")
            : null;
    }

    private BrokenRule? OfInputs(NodeProto node)
    {
        foreach (var i in IntegerForms.ValueInputs(node))
        {
            var name = node.Input[i];
            if (_links.Producer(name) is { OpType: "DequantizeLinear" })
                continue;
            // Weights and biases in float are quantized by the runtime, but for MatMul's.
            if (i > 0 && node.OpType is "Conv" or "Gemm" && _links.Constant(name) is not null)
                continue;
            var source = _links.Constant(name) is not null ? "is a constant in float"
                : _links.Producer(name) is { } producer ? $"comes from {producer.OpType}" : "is an input of the model";
            return new(FusionRule.InputNotDequantized, $"its input {i} {source}, not from DequantizeLinear", "put QuantizeLinear and DequantizeLinear before that input (a constant: store it as integers behind DequantizeLinear)");
        }

        return node.OpType is "Conv" or "Gemm" && Dequantizer(node, 2) is { } bias ? OfBias(node, bias) : null;
    }

    private BrokenRule? OfBias(NodeProto node, ConversionParameters bias)
    {
        if (bias.Type != DataType.Int32)
            return new(FusionRule.BiasNotInt32, $"its bias is dequantized from {bias.Type.ToString().ToLowerInvariant()}", "store the bias as int32 with the scale of the input times that of the weight");
        if (node.OpType != "Conv" || Dequantizer(node, 0)?.ScaleValue is not { } input || Scales(Dequantizer(node, 1)) is not { } weight || Scales(bias) is not { } given)
            return null;
        for (var channel = 0; channel < given.Length; channel++)
        {
            var wanted = input * weight[weight.Length == 1 ? 0 : Math.Min(channel, weight.Length - 1)];
            if (Math.Abs(given[channel] - wanted) > BiasScaleTolerance * wanted)
                return new(FusionRule.BiasScale, Invariant($"the scale of its bias is {given[channel]:G4} in channel {channel}; input times weight is {wanted:G4}"),
                    "quantize the bias with the scale of the input times that of the weight");
        }

        return null;
    }

    private BrokenRule? OfOutputs(NodeProto node)
    {
        foreach (var output in node.Output.Where(output => output.Length > 0))
        {
            var (name, activation) = BehindActivation(output);
            var consumers = _links.Consumers(name);
            var quantizers = consumers.Where(consumer => consumer.OpType == "QuantizeLinear").ToArray();
            if (activation is not null && quantizers is [var only] && NotAbsorbed(activation, ConversionParameters.Of(only, _links, _types)) is { } stands)
                return stands;
            if (_links.IsOutput(output) || _links.IsOutput(name))
                return new(FusionRule.GraphOutput, "its output is an output of the model",
                    quantizers.Length > 0 || consumers.Count > 0 ? "give the model its output from behind DequantizeLinear" : "quantize and dequantize the output, or let the network end in Gemm, which may give float");
            if (consumers.FirstOrDefault(consumer => consumer.OpType != "QuantizeLinear") is { } other)
                return new(FusionRule.ConsumerNotQuantized, $"its output goes to {other.OpType} without QuantizeLinear", "let all that read the output read it from behind one QuantizeLinear");
            if (quantizers.Length > 1)
                return new(FusionRule.SeveralQuantizers, $"its output goes to {quantizers.Length} QuantizeLinear", "keep one QuantizeLinear, and one DequantizeLinear for each that reads it");
        }

        return null;
    }

    private BrokenRule? OfParameters(NodeProto node)
    {
        var weightFrom = IntegerForms.Of(node.OpType) == IntegerForm.Product ? 1 : int.MaxValue;
        var inputs = IntegerForms.ValueInputs(node).Where(i => i < weightFrom).Select(i => Dequantizer(node, i)).OfType<ConversionParameters>().ToArray();
        var outputs = node.Output.SelectMany(output => _links.Consumers(BehindActivation(output).Name))
            .Where(consumer => consumer.OpType == "QuantizeLinear").Select(consumer => ConversionParameters.Of(consumer, _links, _types)).ToArray();
        ConversionParameters[] all = [.. inputs, .. outputs];
        if (inputs.Any(conversion => conversion.Scale is null))
            return new(FusionRule.ScaleNotConstant, "a scale of its inputs is computed", "store the scales as constants");
        if (all.FirstOrDefault(conversion => conversion is { Scale: not null, IsPerTensor: false }) is { } perChannel)
            return new(FusionRule.ScaleNotScalar, $"a scale of its inputs or outputs has the shape [{string.Join(", ", perChannel.Scale!.Dims)}]", "quantize activations with one scale a tensor");
        if (all.Select(conversion => conversion.IsEightBit ? DataType.Uint8 : conversion.Type).Distinct().ToArray() is { Length: > 1 } types)
            return new(FusionRule.TypesDiffer, $"its inputs and outputs are {string.Join(" and ", types.Select(type => type.ToString().ToLowerInvariant()))}", "quantize all of them to 8 bits");
        if (all.FirstOrDefault(conversion => !conversion.IsEightBit) is { } wide && IntegerForms.Of(node.OpType) != IntegerForm.Moving)
            return new(FusionRule.NotEightBit, $"its inputs and outputs are {wide.Type.ToString().ToLowerInvariant()}", "quantize them to 8 bits");
        if (IntegerForms.Of(node.OpType) != IntegerForm.Moving || inputs is not [var input])
            return null;
        if (all.Any(conversion => conversion.ZeroPoint is null))
            return new(FusionRule.ZeroPointMissing, "a zero point of its input or output is left out", "write the zero point, also where it is 0");
        return outputs.FirstOrDefault(output => !output.MapsAs(input)) is { } differs
            ? new(FusionRule.ParametersDiffer, Invariant($"it only moves values, but its scale is {input.ScaleValue} before (zero point {input.ZeroPointValue}) and {differs.ScaleValue} behind (zero point {differs.ZeroPointValue})"),
                "give its output the scale and zero point of its input")
            : null;
    }

    // Whether a Relu or Clip changes nothing that the range of the QuantizeLinear behind it would not.
    private BrokenRule? NotAbsorbed(NodeProto activation, ConversionParameters quantizer)
    {
        const string Remedy = "calibrate behind the activation with uint8: for a range from 0 the zero point is 0, and one up to 6 at most makes ReLU6 superfluous";
        var (min, max) = quantizer.Limits;
        if (activation.OpType == "Relu")
            return quantizer.ZeroPointValue == min ? null : new(FusionRule.ActivationNotAbsorbed,
                $"Relu stays between it and QuantizeLinear, whose zero point is {quantizer.ZeroPointValue} and would have to be {min}", Remedy);
        if (quantizer.Scale is null)
            return new(FusionRule.ScaleNotConstant, "the scale behind its Clip is computed", "store the scales as constants");
        if (quantizer.Scale.Dims.Count > 0)
            return new(FusionRule.ScaleNotScalar, $"Clip stays between it and QuantizeLinear, whose scale has the shape [{string.Join(", ", quantizer.Scale.Dims)}]", "write the scale as a scalar, without dimensions");
        if (quantizer.ScaleValue is not { } scale)
            return null;
        var (low, high) = (Bound(activation, 1, "min", float.MinValue), Bound(activation, 2, "max", float.MaxValue));
        var covers = Math.Round((double)low / scale) + quantizer.ZeroPointValue <= min && Math.Round((double)high / scale) + quantizer.ZeroPointValue >= max;
        return covers ? null : new(FusionRule.ActivationNotAbsorbed,
            Invariant($"Clip to [{low}, {high}] stays between it and QuantizeLinear, which reaches from {(min - quantizer.ZeroPointValue) * scale:G4} to {(max - quantizer.ZeroPointValue) * scale:G4}"), Remedy);
    }

    private float Bound(NodeProto clip, int input, string attribute, float otherwise) =>
        ConstantTensor.Scalar(_links.Constant(clip, input)) ?? NodeAttributes.Float(clip, attribute, otherwise);

    // The tensor behind a Relu or Clip that alone reads another.
    private (string Name, NodeProto? Activation) BehindActivation(string name) =>
        _links.OnlyConsumer(name) is { OpType: "Relu" or "Clip", Output: [var behind, ..] } activation ? (behind, activation) : (name, null);

    private ConversionParameters? Dequantizer(NodeProto node, int input) =>
        node.Input.Count > input && _links.Producer(node.Input[input]) is { OpType: "DequantizeLinear" } found ? ConversionParameters.Of(found, _links, _types) : null;

    private static float[]? Scales(ConversionParameters? conversion) =>
        ConstantTensor.IsFloat(conversion?.Scale) && ConstantTensor.Floats(conversion!.Scale!) is { Length: > 0 } scales ? scales : null;
}
