using EdgeKd.Models;
using EdgeKd.Onnx.Tests.Exporting;
using EdgeKd.Onnx.Tests.Schema;
using Google.Protobuf;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Networks of the zoo: what ONNX Runtime joins, and that the answers stay.</summary>
[TestFixture]
public class ZooQuantizationTests
{
    private static readonly Values Images = Values.Random(1, 4, 3, 32, 32);

    // What may stand beside integer kernels: what moves values, and the input's own rounding.
    private static readonly string[] Moving = ["Flatten", "Reshape", "Transpose", "Split", "Slice", "NhwcMaxPool", "MaxPool", "QuantizeLinear"];

    [TestCase("mobilenetv1", 17)]
    [TestCase("mobilenetv2", 17)]
    [TestCase("mobilenetv2", 13)]
    [TestCase("mobilenetv2", 21)]
    [TestCase("resnet20", 17)]
    [TestCase("shufflenetv2", 17)]
    [TestCase("wrn_16_1", 17)]
    public void There_is_no_float_island(string name, int opset)
    {
        var model = Export(name, opset);
        var quantized = Calibrated.Quantize(model, Images);
        var counts = RuntimeModel.OptimizedCounts(quantized);
        Assert.That(counts.Keys.Where(operation => !operation.StartsWith("QLinear", StringComparison.Ordinal) && operation != "QGemm"), Is.SubsetOf(Moving));
        Assert.That(counts["QuantizeLinear"], Is.EqualTo(1), "the input's");
        Assert.That(counts["QLinearConv"], Is.EqualTo(GraphPreparation.Prepare(model).Graph.Node.Count(node => node.OpType == "Conv")));
    }

    [Test]
    public void What_has_no_integer_kernel_stays_in_float()
    {
        var model = Export("mobilenetv3-small", 17);
        var counts = RuntimeModel.OptimizedCounts(Calibrated.Quantize(model, Images));
        var operators = model.Graph.Node.CountBy(node => node.OpType).ToDictionary();
        Assert.That(counts["QLinearConv"], Is.EqualTo(operators["Conv"]));
        Assert.That(counts["QLinearMul"], Is.EqualTo(operators["Mul"]));
        // ONNX Runtime computes HardSwish as a product with HardSigmoid.
        Assert.That(counts["HardSigmoid"], Is.EqualTo(operators["HardSwish"] + operators["HardSigmoid"]));
        Assert.That(counts.Keys, Has.None.AnyOf("Conv", "FusedConv", "Gemm", "FusedGemm", "Relu", "Add", "GlobalAveragePool"));
    }

    [Test]
    public void The_integers_answer_as_the_floats([Values("mobilenetv1", "mobilenetv2", "resnet20", "mobilenetv3-small", "shufflenetv1", "shufflenetv2")] string name)
    {
        var model = Export(name, 17);
        var quantized = Calibrated.Quantize(model, Images);
        Assert.That(Calibrated.SignalToNoise(RuntimeModel.Run(model, Images)["logits"], RuntimeModel.Run(quantized, Images)["logits"]), Is.GreaterThan(25));
    }

    [Test]
    public void Any_node_can_stay_in_float_with_the_same_ranges([Values("mobilenetv2", "mobilenetv3-small", "shufflenetv2")] string name)
    {
        var prepared = GraphPreparation.Prepare(Export(name, 17));
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(-1, 1));
        var random = new Random(2);
        string[] nodes = [.. prepared.Graph.Node.Select(node => node.Name)];
        for (var share = 0; share < 10; share++)
        {
            var kept = nodes.Where(_ => random.Next(10) < share).ToHashSet();
            var quantized = QdqQuantizer.Quantize(prepared, new() { Ranges = ranges, FloatNodes = kept });
            Assert.That(SchemaCheck.Violations(quantized.ToByteArray()), Is.Empty, $"{share} of 10");
        }
    }

    [Test]
    public void All_forms_fit_the_standard()
    {
        Dictionary<string, byte[]> files = [];
        foreach (var name in new[] { "mobilenetv3-small", "shufflenetv2" })
        {
            foreach (var opset in Exported.Opsets)
            {
                var model = Export(name, opset);
                files[$"{name}.int8.{opset}"] = Calibrated.Quantize(model, Images).ToByteArray();
                files[$"{name}.fp16.{opset}"] = HalfPrecision.Convert(model).ToByteArray();
                files[$"{name}.weights.{opset}"] = WeightOnlyQuantizer.Quantize(model).ToByteArray();
            }
        }

        Assert.That(files.SelectMany(file => SchemaCheck.Violations(file.Value).Select(fault => $"{file.Key}: {fault}")), Is.Empty);
        var known = files.Where(file => !file.Key.EndsWith($".{OperatorSets.Newest}", StringComparison.Ordinal)).ToDictionary();
        Assert.That(known, Has.Count.EqualTo(12));
        Assert.That(OnnxChecker.Faults(known), Is.Empty);
    }

    private static ModelProto Export(string name, int opset)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = ModelZoo.Create(name, new() { Classes = 10 });
        Exported.Unsettle(network);
        network.eval();
        return OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32, Opset = opset });
    }
}
