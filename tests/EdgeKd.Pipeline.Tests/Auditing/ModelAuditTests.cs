using System.Text.Json;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Auditing;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Auditing;

[TestFixture]
public class ModelAuditTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("mobilenetv1")]
    [TestCase("mobilenetv2")]
    [TestCase("resnet20")]
    [TestCase("shufflenetv1")]
    [TestCase("shufflenetv2")]
    public void These_networks_run_on_integers_from_end_to_end(string name)
    {
        var report = Audit(Quantized(Exported(name)));

        Assert.That(report.Islands, Is.Empty);
        Assert.That((report.UnfusedConversions, report.FloatNodes), Is.EqualTo((0, 0)));
        Assert.That(report.Nodes.Where(node => node.Operator is "Conv" or "Gemm").SelectMany(node => node.RunsAs).Distinct(), Is.EquivalentTo(new[] { "QLinearConv", "QGemm" }));
        // The channel shuffle moves integers.
        Assert.That(report.Nodes.Where(node => node.Operator is "Reshape" or "Transpose" or "Concat" && node.State != "added").Select(node => node.State), Has.All.EqualTo("quantized"));
        Assert.That(report.Nodes.Sum(node => node.Share), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void MobileNetV3_keeps_its_hard_activations_in_float()
    {
        var model = Quantized(Exported("mobilenetv3-small"));

        var report = Audit(model);

        var left = model.Graph.Node.Where(node => node.OpType is "HardSwish" or "HardSigmoid").Select(node => node.Name);
        Assert.That(report.Islands.SelectMany(island => island.Nodes), Is.EquivalentTo(left));
        Assert.That(report.Nodes.Where(node => node.Rule is not null).Select(node => (node.State, node.Rule)), Has.All.EqualTo(("island", "operator-not-supported")));
        Assert.That(report.FloatNodes, Is.EqualTo(28));
        Assert.That(report.FloatShare, Is.GreaterThan(0).And.LessThan(1));
    }

    [Test]
    public void A_float_model_says_so_and_lists_what_runs_within_another_node()
    {
        var model = Exported("resnet20");

        var report = Audit(model);

        Assert.That((report.IsQuantized, report.Islands.Count, report.QuantizedNodes), Is.EqualTo((false, 0, 0)));
        Assert.That(report.Nodes.Where(node => node.Rule is not null), Is.Empty);
        Assert.That(report.Nodes.Where(node => node.Operator == "Relu"), Has.All.Matches<AuditedLayer>(node => node!.State == "absorbed" && node.FusedInto is not null));
        Assert.That(report.Nodes.Where(node => node.Operator == "Conv"), Has.All.Matches<AuditedLayer>(node => node!.State == "float" && node.RunsAs.Count == 1));
        Assert.That(report.Nodes.Where(node => node.Operator == "Conv").Sum(node => node.TimeMs), Is.GreaterThan(0));
    }

    [Test]
    public void Weight_ranges_tell_a_channel_that_stands_out()
    {
        var model = QdqGraph.Build((g, x) => g.Convert(g.Node("Conv", [x, g.Constant([8, 8, 1, 1], [.. Enumerable.Range(0, 64).Select(i => i < 8 ? 40f : 1f)])])));

        var report = Audit(model);

        Assert.That(report.WeightRanges.Single(range => range.Name == "node"), Is.EqualTo(new WeightRange("node", "Conv", 8, 40, 1)));
        Assert.That(report.WeightRanges.Single(range => range.Name == "stem").MaxAbsolute, Is.EqualTo(1.27f).Within(1e-5));
    }

    [Test]
    public void The_report_is_plain_JSON()
    {
        var report = Audit(QdqGraph.Build((g, x) => g.Convert(g.Node("Exp", [x]))));

        var json = JsonSerializer.SerializeToElement(report);

        Assert.That(json.GetProperty("Islands").GetArrayLength(), Is.EqualTo(1));
        Assert.That(json.GetProperty("FloatShare").GetDouble(), Is.EqualTo(report.FloatShare));
        Assert.That(JsonSerializer.Deserialize<AuditReport>(json)!.Nodes.Select(node => node.Name), Is.EqualTo(report.Nodes.Select(node => node.Name)));
    }

    [TestCase("mobilenet_v2", 13)]
    [TestCase("resnet18", 17)]
    public void These_models_of_torchvision_run_on_integers_from_end_to_end(string name, int operatorSet)
    {
        var model = OfTorchvision(name, operatorSet);

        var report = Audit(model);
        Assert.That(report.IsQuantized, Is.False);
        Assert.That(report.Nodes.Where(node => node.Operator is "Relu" or "Clip").Select(node => node.State), Has.All.EqualTo("absorbed"));

        var quantized = Audit(Quantized(model));
        Assert.That(quantized.Nodes.Where(node => node.Rule is not null).Select(node => $"{node.Name}: {node.Rule}"), Is.Empty);
        Assert.That((quantized.Islands.Count, quantized.UnfusedConversions, quantized.FloatNodes), Is.EqualTo((0, 0, 0)));
        Assert.That(quantized.Nodes.Where(node => node.Operator is "Conv" or "Gemm" or "Add" or "GlobalAveragePool").SelectMany(node => node.RunsAs).Distinct(),
            Is.EquivalentTo(new[] { "QLinearConv", "QGemm", "QLinearAdd", "QLinearGlobalAveragePool" }));
        Assert.That(quantized.Nodes.Count(node => node.Operator == "Conv" && node.State == "quantized"), Is.EqualTo(model.Graph.Node.Count(node => node.OpType == "Conv")));
    }

    [Test]
    public void MobileNetV3_of_torchvision_keeps_its_hard_activations_in_float()
    {
        var model = OfTorchvision("mobilenet_v3_small", 14);

        var report = Audit(model);
        Assert.That(report.IsQuantized, Is.False);
        Assert.That(report.Nodes.Where(node => node.Operator == "Conv").Select(node => node.State).Distinct(), Is.EqualTo(new[] { "float" }));
        Assert.That(report.Nodes.Where(node => node.Operator == "HardSwish").SelectMany(node => node.RunsAs).Distinct(), Is.EqualTo(new[] { "HardSigmoid", "Mul" }));
        Assert.That(report.WeightRanges, Has.Count.EqualTo(report.Nodes.Count(node => node.Operator is "Conv" or "Gemm")));

        var quantized = Audit(Quantized(model));
        Assert.That(quantized.Nodes.Where(node => node.State == "island").Select(node => (node.Operator, node.Rule)).Distinct(),
            Is.EquivalentTo(new[] { ("HardSwish", "operator-not-supported"), ("HardSigmoid", "operator-not-supported") }));
        Assert.That(quantized.FloatNodes, Is.EqualTo(quantized.Islands.Sum(island => island.Nodes.Count)));
    }

    [Test]
    public void What_ONNX_Runtime_refuses_is_one_line_about_the_file_that_was_given()
    {
        var model = QdqGraph.Build((g, x) => g.Node("NoSuchOperator", [x]));
        OnnxFile.Save(model, _folder.File("odd.onnx"));

        var error = Assert.Throws<InvalidDataException>(() => ModelAudit.Run(_folder.File("odd.onnx")))!;

        Assert.That(error.Message, Does.StartWith(_folder.File("odd.onnx")).And.Contain("NoSuchOperator").And.Not.Contain("\n").And.Not.Contain("edgekd-audit-"));
    }

    [Test]
    public void A_shape_that_does_not_fit_and_weights_that_are_no_numbers_are_one_line_about_the_file()
    {
        var path = _folder.File("model.onnx");
        OnnxFile.Save(QdqGraph.Build((g, x) => g.Convert(g.Node("Conv", [x, g.Constant([8, 8, 1, 1], [.. Enumerable.Repeat(float.NaN, 64)])]))), path);

        Assert.That(Assert.Throws<InvalidDataException>(() => ModelAudit.Run(path))!.Message, Does.StartWith($"{path}: The constant 'c"));
        var shapes = new AuditOptions { Shapes = new Dictionary<string, IReadOnlyList<int>> { ["x"] = [2, 8, 8, 8] } };
        Assert.That(Assert.Throws<ArgumentException>(() => ModelAudit.Run(path, shapes))!.Message, Does.StartWith($"{path}: its input 'x' is [1, 8, 8, 8]"));
    }

    // With random weights, as Debian's torch exports it.
    private ModelProto OfTorchvision(string name, int operatorSet)
    {
        PythonPeer.Run("""
            import sys, torch, torchvision
            torch.manual_seed(1)
            network = getattr(torchvision.models, sys.argv[2])(num_classes=10).eval()
            torch.onnx.export(network, torch.zeros(1, 3, 64, 64), sys.argv[1], opset_version=int(sys.argv[3]), input_names=["pixels"], dynamic_axes={"pixels": {0: "n"}})
            """, _folder.File("foreign.onnx"), name, $"{operatorSet}");
        return OnnxFile.Load(_folder.File("foreign.onnx"));
    }

    private AuditReport Audit(ModelProto model)
    {
        OnnxFile.Save(model, _folder.File("model.onnx"));
        return ModelAudit.Run(_folder.File("model.onnx"), new AuditOptions { Runs = 2 });
    }

    // What ranges are taken changes numbers, and not what is fused.
    private static ModelProto Quantized(ModelProto model)
    {
        var prepared = GraphPreparation.Prepare(model);
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(0, 6));
        return QdqQuantizer.Quantize(prepared, new QuantizationOptions { Ranges = ranges });
    }

    private static ModelProto Exported(string name)
    {
        torch.manual_seed(1);
        using var network = ModelZoo.Create(name, new ModelOptions { Classes = 10 });
        network.eval();
        return OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32 });
    }
}
