using EdgeKd.Models;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

[TestFixture]
public class OnnxExporterTests
{
    [Test]
    public void The_file_has_the_announced_versions_names_and_types()
    {
        using var network = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 12, Width = 0.25 });
        var model = OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 24, InputName = "picture", OutputName = "scores", GraphName = "g", ProducerVersion = "9.9" });
        Assert.Multiple(() =>
        {
            Assert.That(model.IrVersion, Is.EqualTo(8));
            Assert.That(model.OpsetImport, Is.EqualTo(new[] { new OperatorSetIdProto { Domain = "", Version = 17 } }));
            Assert.That((model.ProducerName, model.ProducerVersion, model.Graph.Name), Is.EqualTo(("EdgeKd", "9.9", "g")));
            var summary = OnnxSummary.Describe(model);
            Assert.That(summary.Inputs, Is.EqualTo(new[] { "picture: float32 [N, 3, 32, 24]" }));
            Assert.That(summary.Outputs, Is.EqualTo(new[] { "scores: float32 [N, 12]" }));
            Assert.That(model.Graph.Node[^1].Output, Is.EqualTo(new[] { "scores" }));
            Assert.That(model.Graph.Node.TakeLast(3).Select(n => n.OpType), Is.EqualTo(new[] { "GlobalAveragePool", "Flatten", "Gemm" }));
            Assert.That(summary.Operators.Select(o => o.Key), Does.Not.Contain("BatchNormalization"));
        });
    }

    [Test]
    public void Every_name_is_unique_and_every_value_has_a_shape()
    {
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        var graph = OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32 }).Graph;
        Assert.That(graph.Node.Select(n => n.Name), Is.Unique);
        var values = graph.Node.SelectMany(n => n.Output).ToList();
        Assert.That(values.Concat(graph.Initializer.Select(t => t.Name)).Append("input"), Is.Unique);
        Assert.That(graph.ValueInfo.Select(v => v.Name).Append("logits"), Is.EquivalentTo(values));
        foreach (var node in graph.Node)
            Assert.That(node.Input.All(i => values.Contains(i) || i == "input" || graph.Initializer.Any(t => t.Name == i)), node.Name);
    }

    [Test]
    public void Nodes_are_called_after_the_modules_of_the_checkpoint()
    {
        using var mobile = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 5, Width = 0.25 });
        var graph = OnnxExporter.Export(mobile, new ExportOptions { Height = 32, Width = 32 }).Graph;
        Assert.That(graph.Node.Take(5).Select(n => n.Name), Is.EqualTo(new[]
        {
            "features.0.0", "features.0.2", "features.1.conv.0.0", "features.1.conv.0.2", "features.1.conv.1",
        }));
        Assert.That(graph.Node[^1].Name, Is.EqualTo("classifier.1"));
        var checkpoint = mobile.state_dict().Keys;
        Assert.That(graph.Initializer.Select(t => t.Name).Where(n => n.EndsWith(".weight", StringComparison.Ordinal)), Is.SubsetOf(checkpoint));

        using var residual = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        Assert.That(OnnxExporter.Export(residual, new ExportOptions { Height = 32, Width = 32 }).Graph.Node.Take(6).Select(n => n.Name), Is.EqualTo(new[]
        {
            "conv1", "relu", "layer1.0.conv1", "layer1.0.relu1", "layer1.0.conv2", "layer1.0.add",
        }));
    }

    [Test]
    public void A_module_used_twice_is_written_twice()
    {
        using var relu = nn.ReLU();
        using var network = nn.Sequential(("a", relu), ("c", nn.Conv2d(3, 4, 3)), ("b", relu), ("flatten", nn.Flatten()));
        var model = Exported.Export(network);
        Assert.That(model.Graph.Node.Select(n => n.Name), Is.EqualTo(new[] { "a", "c", "a_2", "flatten" }));
        Exported.RequireSame(network, model);
    }

    [Test]
    public void The_same_network_gives_the_same_bytes_in_training_too()
    {
        using var network = ModelZoo.Create("mobilenetv1", new ModelOptions { Classes = 5, Width = 0.25 });
        var options = new ExportOptions { Height = 32, Width = 32, Labels = ["a", "b", "c", "d", "e"], Metadata = new Dictionary<string, string> { ["z"] = "1", ["b"] = "2" } };
        network.eval();
        var first = OnnxExporter.Export(network, options).ToByteArray();
        network.train();
        Assert.That(OnnxExporter.Export(network, options with { Metadata = new Dictionary<string, string> { ["b"] = "2", ["z"] = "1" } }).ToByteArray(), Is.EqualTo(first));
        Assert.That(network.training, Is.True);
    }

    [Test]
    public void Batch_normalization_stays_only_where_nothing_can_take_it()
    {
        using var network = nn.Sequential(
            ("first", nn.BatchNorm2d(3)), ("conv", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("relu", nn.ReLU()),
            ("again", nn.BatchNorm2d(4)), ("flatten", nn.Flatten()));
        var model = Exported.Export(network);
        Assert.That(model.Graph.Node.Select(n => (n.Name, n.OpType)), Is.EqualTo(new[]
        {
            ("first", "BatchNormalization"), ("conv", "Conv"), ("relu", "Relu"), ("again", "BatchNormalization"), ("flatten", "Flatten"),
        }));
        Exported.RequireSame(network, model);
    }

    [Test]
    public void What_only_acts_in_training_is_left_out()
    {
        using var network = nn.Sequential(("dropout", nn.Dropout(0.1)), ("flatten", nn.Flatten()), ("identity", nn.Identity()));
        Assert.That(Exported.Export(network).Graph.Node.Select(n => n.OpType), Is.EqualTo(new[] { "Flatten" }));
    }

    [TestCase(12, false, 0)]
    [TestCase(13, true, 7)]
    [TestCase(14, true, 7)]
    [TestCase(15, true, 8)]
    [TestCase(16, true, 8)]
    [TestCase(17, true, 8)]
    [TestCase(18, true, 8)]
    [TestCase(19, true, 9)]
    [TestCase(20, true, 9)]
    [TestCase(21, true, 10)]
    [TestCase(22, false, 0)]
    public void Operator_sets_have_the_version_of_the_format_that_came_with_them(int opset, bool supported, int irVersion)
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("relu6", nn.ReLU6()), ("flatten", nn.Flatten()));
        var options = new ExportOptions { Height = 8, Width = 8, Opset = opset };
        if (supported)
        {
            var model = OnnxExporter.Export(network, options);
            Assert.That(model.IrVersion, Is.EqualTo(irVersion));
            Exported.RequireSame(network, model);
        }
        else
        {
            Assert.That(() => OnnxExporter.Export(network, options), Throws.ArgumentException.With.Message.Contains($"{opset}"));
        }
    }
}
