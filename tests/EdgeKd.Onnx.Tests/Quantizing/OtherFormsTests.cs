using EdgeKd.Onnx.Tests.Exporting;
using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>FP16, and weights alone.</summary>
[TestFixture]
public class OtherFormsTests
{
    private static readonly Values Images = Values.Random(1, 2, 4, 6, 6);

    private static ModelProto Model => new GraphBuilder(4, 6, 6).Conv("conv", "input", 4, 6).Norm("norm", "conv", 6).Constant("zero", [], [0])
        .Constant("most", [], [float.MaxValue]).Node("clip", "Clip", ["norm", "zero", "most"]).Head("clip", 6, 3).Build();

    [Test]
    public void Half_precision_keeps_borders_and_answers()
    {
        var model = Model;
        var half = HalfPrecision.Convert(model);
        Assert.That(half.Graph.Input, Is.EqualTo(model.Graph.Input));
        Assert.That(half.Graph.Output, Is.EqualTo(model.Graph.Output));
        Assert.That(half.Graph.Initializer.Select(tensor => (DataType)tensor.DataType), Is.All.EqualTo(DataType.Float16));
        Assert.That(half.Graph.Node.Select(node => node.OpType), Is.EqualTo(new[] { "Cast", "Conv", "Clip", "GlobalAveragePool", "Flatten", "Gemm", "Cast" }));
        Assert.That(half.MetadataProps.Single().Value, Is.EqualTo("fp16"));
        Assert.That(Calibrated.SignalToNoise(RuntimeModel.Run(model, Images)["logits"], RuntimeModel.Run(half, Images)["logits"]), Is.GreaterThan(50));
        Assert.That(HalfPrecision.Convert(model).ToByteArray(), Is.EqualTo(half.ToByteArray()));
    }

    [Test]
    public void What_must_fit_float16_is_all_but_what_is_bounded_next()
    {
        var model = new GraphBuilder(4, 6, 6).Constant("zero", [], [0]).Constant("six", [], [6]).Integers("shape", 2)
            .Conv("first", "input", 4, 4).Node("relu", "Relu", ["first"])
            .Conv("second", "relu", 4, 4).Node("clip", "Clip", ["second", "zero", "six"])
            .Conv("third", "clip", 4, 4).Node("bounded", "Relu", ["third"]).Node("sum", "Add", ["third", "bounded"])
            .Node("size", "Shape", ["sum"]).Head("sum", 4, 3).Build();
        Assert.That(HalfPrecision.Activations(GraphPreparation.Prepare(model)), Is.EqualTo(new[] { "relu", "clip", "third", "bounded", "sum", "pool", "flat", "logits" }),
            "third is read by a sum too, and Shape gives integers");
    }

    [TestCase(65504f, true)]
    [TestCase(-65505f, false)]
    [TestCase(1e30f, false)]
    public void A_weight_beyond_float16_is_refused(float weight, bool fits)
    {
        var model = new GraphBuilder(1, 2, 2).Constant("w", [1, 1, 1, 1], [weight]).Node("logits", "Conv", ["input", "w"]).Build();
        Assert.That(() => HalfPrecision.Convert(model), fits ? Throws.Nothing : Throws.InstanceOf<InvalidDataException>().With.Message.Contains("'w'"));
    }

    [Test]
    public void Pixels_are_resized_as_before_in_half_precision()
    {
        using var network = TorchSharp.torch.nn.Sequential(("conv", TorchSharp.torch.nn.Conv2d(3, 2, 3)), ("pool", TorchSharp.torch.nn.AdaptiveAvgPool2d([1, 1])), ("flat", TorchSharp.torch.nn.Flatten()));
        var model = OnnxExporter.Export(network, new()
        {
            Height = 8, Width = 8, Opset = 18, Input = InputForm.Pixels, Resizing = new(8, Data.Interpolation.Bilinear), Mean = [0.5f, 0.5f, 0.5f], StandardDeviation = [0.2f, 0.2f, 0.2f],
        });
        Exported.RequireLoads(HalfPrecision.Convert(model));
        var quantized = GraphPreparation.Prepare(model);
        Assert.That(QuantizableTensors.Of(quantized)[0], Is.EqualTo("preprocess.normalized.output"));
        Exported.RequireLoads(QdqQuantizer.Quantize(quantized, new() { Ranges = QuantizableTensors.Of(quantized).ToDictionary(name => name, _ => new ActivationRange(-3, 3)) }));
    }

    [Test]
    public void Weights_alone_take_a_quarter_and_answer_alike()
    {
        var model = Model;
        var quantized = WeightOnlyQuantizer.Quantize(model);
        var weights = quantized.Graph.Initializer.Where(tensor => tensor.Name.EndsWith(".quantized", StringComparison.Ordinal)).ToArray();
        Assert.That(weights.Select(tensor => ((DataType)tensor.DataType, tensor.RawData.Length)), Is.EqualTo(new[] { (DataType.Int8, 216), (DataType.Int8, 18) }));
        Assert.That(quantized.Graph.Initializer.Where(tensor => tensor.Dims.Count > 1).Select(tensor => (DataType)tensor.DataType), Is.All.EqualTo(DataType.Int8));
        Assert.That(quantized.MetadataProps.Single().Value, Is.EqualTo("int8-weights"));
        Assert.That(Calibrated.SignalToNoise(RuntimeModel.Run(model, Images)["logits"], RuntimeModel.Run(quantized, Images)["logits"]), Is.GreaterThan(35));
    }
}
