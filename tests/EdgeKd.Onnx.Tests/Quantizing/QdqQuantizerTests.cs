using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Quantizing;

[TestFixture]
public class QdqQuantizerTests
{
    private static readonly Values Images = Values.Random(1, 2, 4, 6, 6);

    private static ModelProto Prepared => GraphPreparation.Prepare(new GraphBuilder(4, 6, 6)
        .Conv("first", "input", 4, 6).Node("relu", "Relu", ["first"])
        .Node("max", "MaxPool", ["relu"], NodeAttribute.Ints("kernel_shape", 2, 2))
        .Conv("second", "max", 6, 6).Node("sum", "Add", ["second", "max"]).Head("sum", 6, 3).Build());

    private static QuantizationOptions Options(ModelProto prepared) => new() { Ranges = Calibrated.Ranges(prepared, Images) };

    [Test]
    public void Ranges_are_asked_for_where_values_are_computed() => Assert.That(
        QuantizableTensors.Of(Prepared), Is.EqualTo(new[] { "input", "relu", "second", "sum", "pool" }));

    [Test]
    public void Each_tensor_is_quantized_once_and_the_head_answers_in_float()
    {
        var graph = QdqQuantizer.Quantize(Prepared, Options(Prepared)).Graph;
        var rounds = graph.Node.Where(node => node.OpType == "QuantizeLinear").Select(node => node.Input[0]);
        Assert.That(rounds, Is.EqualTo(new[] { "input", "relu", "max", "second", "sum", "pool", "flat" }));
        Assert.That(graph.Node.Select(node => node.OpType), Has.None.EqualTo("Relu"));
        Assert.That(graph.Node[^1].OpType, Is.EqualTo("Gemm"));
        // A DequantizeLinear for each reader.
        var readers = graph.Node.SelectMany(node => node.Input).CountBy(name => name).ToDictionary();
        Assert.That(graph.Node.Where(node => node.OpType == "DequantizeLinear").Select(node => readers[node.Output[0]]), Is.All.EqualTo(1));
    }

    [Test]
    public void Scales_have_no_dimensions_and_zero_points_are_there()
    {
        var graph = QdqQuantizer.Quantize(Prepared, Options(Prepared)).Graph;
        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (var node in graph.Node.Where(node => node.OpType is "QuantizeLinear" or "DequantizeLinear"))
        {
            var (scale, zeroPoint) = (constants[node.Input[1]], constants[node.Input[2]]);
            var isActivation = (DataType)zeroPoint.DataType == DataType.Uint8;
            Assert.That(scale.Dims, isActivation ? Is.Empty : Has.Count.EqualTo(1), node.Name);
            Assert.That(zeroPoint.Dims, Is.EqualTo(scale.Dims), node.Name);
            Assert.That(ConstantTensor.Floats(scale), Is.All.GreaterThan(0f), node.Name);
        }

        Assert.That(constants["relu.zero_point"].RawData[0], Is.Zero, "a Relu begins at 0");
        Assert.That(graph.Node.Single(node => node.Output[0] == "max.quantized").Input[1], Is.EqualTo("relu.scale"), "a pooling keeps the scale");
        Assert.That(graph.Node.Single(node => node.Output[0] == "flat.quantized").Input[1], Is.EqualTo("pool.scale"));
    }

    [TestCase(8, 127)]
    [TestCase(7, 63)]
    public void Weights_are_symmetric_in_every_channel(int bits, int largest)
    {
        var graph = QdqQuantizer.Quantize(Prepared, Options(Prepared) with { WeightBits = bits }).Graph;
        foreach (var name in new[] { "first.weight", "second.weight", "fc.weight" })
        {
            var weight = graph.Initializer.Single(tensor => tensor.Name == $"{name}.quantized");
            var channels = weight.RawData.ToByteArray().Chunk(weight.RawData.Length / (int)weight.Dims[0]);
            Assert.That(channels.Select(channel => channel.Max(value => Math.Abs((int)(sbyte)value))), Is.All.EqualTo(largest), name);
            Assert.That(graph.Initializer.Single(tensor => tensor.Name == $"{name}.zero_point").RawData, Is.All.Zero);
        }
    }

    [Test]
    public void A_matrix_that_is_not_transposed_has_its_channels_in_columns()
    {
        var model = new GraphBuilder(4).Constant("w", [4, 3]).Node("logits", "MatMul", ["input", "w"]).Build();
        var images = Values.Random(1, 5, 4);
        var quantized = Calibrated.Quantize(model, images);
        var dequantize = quantized.Graph.Node.Single(node => node.Input[0] == "w.quantized");
        Assert.That(NodeAttributes.Int(dequantize, "axis", -9), Is.EqualTo(1));
        Assert.That(quantized.Graph.Initializer.Single(tensor => tensor.Name == "w.scale").Dims, Is.EqualTo(new long[] { 3 }));
        Assert.That(Calibrated.SignalToNoise(RuntimeModel.Run(model, images)["logits"], RuntimeModel.Run(quantized, images)["logits"]), Is.GreaterThan(30));
    }

    [Test]
    public void Named_nodes_stay_in_float()
    {
        var options = Options(Prepared) with { FloatNodes = new HashSet<string> { "second" } };
        var quantized = QdqQuantizer.Quantize(Prepared, options);
        var second = quantized.Graph.Node.Single(node => node.Name == "second");
        Assert.That(second.Input.Skip(1), Is.EqualTo(new[] { "second.weight", "second.bias" }));
        // ONNX Runtime quantizes float32 weights itself where it takes them for forgotten.
        var counts = RuntimeModel.OptimizedCounts(quantized);
        Assert.That(counts["QLinearConv"], Is.EqualTo(1));
        Assert.That(counts.Keys, Has.Some.Matches<string>(name => name is "Conv" or "FusedConv"));
    }

    [Test]
    public void A_linear_layer_between_integers_stays_in_float_when_named()
    {
        var model = GraphPreparation.Prepare(new GraphBuilder(4, 6, 6).Conv("conv", "input", 4, 6).Node("flat", "Flatten", ["conv"])
            .Constant("a", [216, 5]).Constant("b", [5, 3]).Node("hidden", "Gemm", ["flat", "a"]).Node("relu", "Relu", ["hidden"]).Node("logits", "Gemm", ["relu", "b"]).Build());
        var quantized = QdqQuantizer.Quantize(model, Options(model) with { FloatNodes = new HashSet<string> { "hidden" } });
        var counts = RuntimeModel.OptimizedCounts(quantized);
        Assert.That(counts["QGemm"], Is.EqualTo(1));
        Assert.That(counts.Keys, Has.Some.Matches<string>(name => name is "Gemm" or "FusedGemm"));
    }

    [Test]
    public void No_node_in_integers_gives_the_float_model()
    {
        var prepared = Prepared;
        var quantized = QdqQuantizer.Quantize(prepared, Options(prepared) with { FloatNodes = prepared.Graph.Node.Select(node => node.Name).ToHashSet() });
        Assert.That(quantized.Graph.ToByteArray(), Is.EqualTo(prepared.Graph.ToByteArray()));
    }

    [Test]
    public void Given_biases_replace_those_of_the_nodes([Values] bool isFloat)
    {
        var prepared = Prepared;
        float[] bias = [10, 20, 30];
        var options = Options(prepared) with
        {
            Biases = new Dictionary<string, float[]> { ["logits"] = bias },
            FloatNodes = isFloat ? new HashSet<string> { "logits" } : new HashSet<string>(),
        };
        var before = RuntimeModel.Run(QdqQuantizer.Quantize(prepared, options with { Biases = new Dictionary<string, float[]>() }), Images)["logits"].Data;
        var after = RuntimeModel.Run(QdqQuantizer.Quantize(prepared, options), Images)["logits"].Data;
        var own = ConstantTensor.Floats(prepared.Graph.Initializer.Single(tensor => tensor.Name == "fc.bias"));
        Assert.That(after.Select((value, i) => value - before[i]), Is.EqualTo(Enumerable.Range(0, 6).Select(i => bias[i % 3] - own[i % 3])).Within(1e-2));
    }

    [Test]
    public void A_node_without_a_bias_can_be_given_one()
    {
        var prepared = GraphPreparation.Prepare(new GraphBuilder(4, 6, 6).Constant("w", [2, 4, 1, 1]).Node("conv", "Conv", ["input", "w"]).Build());
        var options = Options(prepared);
        var shifted = QdqQuantizer.Quantize(prepared, options with { Biases = new Dictionary<string, float[]> { ["conv"] = [0, 100] } });
        var channels = RuntimeModel.Run(shifted, Images)["conv"].Data.Chunk(36).ToArray();
        Assert.That(channels[1], Is.All.EqualTo(channels[1].Max()), "beyond the range, all is cut off");
        Assert.That(channels[0].Distinct().Count(), Is.GreaterThan(5));
    }

    // Tiny weights beside a bias: its integer would be 1.6·10¹⁰.
    [TestCase(1e-9f)]
    [TestCase(0f)]
    public void A_bias_that_does_not_fit_int32_widens_its_channels_step(float weight)
    {
        var prepared = GraphPreparation.Prepare(new GraphBuilder(4, 6, 6).Constant("w", [2, 4, 1, 1], [weight, weight, weight, weight, 1, 1, 1, 1])
            .Constant("b", [2], [2, -1]).Node("conv", "Conv", ["input", "w", "b"]).Build());
        var quantized = QdqQuantizer.Quantize(prepared, Options(prepared));
        var (expected, actual) = (RuntimeModel.Run(prepared, Images)["conv"], RuntimeModel.Run(quantized, Images)["conv"]);
        var step = ConstantTensor.Floats(quantized.Graph.Initializer.Single(tensor => tensor.Name == "conv.scale"))[0];
        Assert.That(actual.Data.Zip(expected.Data, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(step * 2));
    }

    [Test]
    public void An_output_that_is_quantized_keeps_its_name()
    {
        var model = new GraphBuilder(4, 6, 6).Conv("conv", "input", 4, 2).Node("relu", "Relu", ["conv"]).Conv("last", "relu", 2, 2).Build(17, "relu", "last");
        var quantized = Calibrated.Quantize(model, Images);
        Assert.That(quantized.Graph.Output, Is.EqualTo(model.Graph.Output));
        var (expected, actual) = (RuntimeModel.Run(model, Images), RuntimeModel.Run(quantized, Images));
        Assert.That(Calibrated.SignalToNoise(expected["relu"], actual["relu"]), Is.GreaterThan(30));
        Assert.That(RuntimeModel.OptimizedCounts(quantized), Does.ContainKey("QLinearConv").WithValue(2));
    }

    [Test]
    public void The_same_model_gives_the_same_bytes_and_keeps_its_metadata()
    {
        var prepared = Prepared;
        prepared.MetadataProps.Add(new StringStringEntryProto { Key = MetadataKeys.Labels, Value = "[\"a\",\"b\",\"c\"]" });
        var quantized = QdqQuantizer.Quantize(prepared, Options(prepared));
        Assert.That(QdqQuantizer.Quantize(prepared, Options(prepared)).ToByteArray(), Is.EqualTo(quantized.ToByteArray()));
        Assert.That(quantized.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value), Is.EquivalentTo(new Dictionary<string, string>
        {
            [MetadataKeys.Labels] = "[\"a\",\"b\",\"c\"]", [MetadataKeys.Precision] = "int8",
        }));
        Assert.That(quantized.Graph.Input, Is.EqualTo(prepared.Graph.Input));
    }

    [Test]
    public void Options_that_do_not_fit_are_refused()
    {
        var prepared = Prepared;
        var options = Options(prepared);
        void Refused(QuantizationOptions wrong, string message) =>
            Assert.That(() => QdqQuantizer.Quantize(prepared, wrong), Throws.ArgumentException.With.Message.Contains(message));

        Refused(options with { Ranges = options.Ranges.Where(pair => pair.Key != "sum").ToDictionary() }, "'sum' has no range");
        Refused(options with { Ranges = new Dictionary<string, ActivationRange>(options.Ranges) { ["sum"] = new(1, 0) } }, "'sum' is 1 to 0");
        Refused(options with { Ranges = new Dictionary<string, ActivationRange>(options.Ranges) { ["sum"] = new(0, float.NaN) } }, "'sum' is 0 to NaN");
        Refused(options with { WeightBits = 4 }, "4 bits");
        Refused(options with { FloatNodes = new HashSet<string> { "third" } }, "no node 'third'");
        Refused(options with { Biases = new Dictionary<string, float[]> { ["second"] = [1] } }, "6 finite numbers");
        Refused(options with { Biases = new Dictionary<string, float[]> { ["sum"] = [1] } }, "no weights");
    }
}
