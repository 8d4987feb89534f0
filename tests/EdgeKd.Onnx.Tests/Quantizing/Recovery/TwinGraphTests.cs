using EdgeKd.Models;
using EdgeKd.Onnx.Tests.Exporting;

namespace EdgeKd.Onnx.Tests.Quantizing.Recovery;

[TestFixture]
public class TwinGraphTests
{
    private static readonly string[] Networks = ["mobilenetv2", "mobilenetv3-small", "resnet20", "shufflenetv2"];

    [TestCaseSource(nameof(Networks))]
    public void Every_layer_has_twins_that_the_runtime_computes(string name)
    {
        var (prepared, options) = Prepared(name);
        var twins = new TwinGraph(prepared, QdqQuantizer.Quantize(prepared, options));
        var images = Values.Random(1, 2, 3, 32, 32);

        Assert.That(twins.Layers, Has.Count.EqualTo(prepared.Graph.Node.Count(node => node.OpType is "Conv" or "Gemm")));
        var values = RuntimeModel.Run(twins.Model, images);
        foreach (var layer in twins.Layers)
        {
            var both = Calibrated.SignalToNoise(values[layer.Output], values[layer.QuantizedOutput]);
            var input = Calibrated.SignalToNoise(values[layer.Output], values[layer.OutputOfRoundedInput]);
            Assert.That(both, Is.GreaterThan(20), layer.Node);
            Assert.That(input, Is.GreaterThan(both - 3), $"{layer.Node}: rounded weights add noise, they hardly take any away");
        }

        Assert.That(values[prepared.Graph.Output[0].Name].Data, Is.EqualTo(RuntimeModel.Run(prepared, images)[prepared.Graph.Output[0].Name].Data).Within(1e-3),
            "the twins leave the float model alone");
    }

    [TestCaseSource(nameof(Networks))]
    public void The_nodes_around_an_input_leave_it_in_float(string name)
    {
        var (prepared, options) = Prepared(name);
        var twins = new TwinGraph(prepared, QdqQuantizer.Quantize(prepared, options));
        foreach (var layer in twins.Layers)
        {
            var quantized = QdqQuantizer.Quantize(prepared, options with { FloatNodes = layer.InputNodes.ToHashSet() });
            var node = quantized.Graph.Node.Single(node => node.Name == layer.Node);
            var producer = quantized.Graph.Node.FirstOrDefault(other => other.Output.Contains(node.Input[0]));
            Assert.That(layer.InputNodes, Does.Contain(layer.Node));
            Assert.That(producer?.OpType, Is.Not.EqualTo("DequantizeLinear"), layer.Node);
        }
    }

    private static (ModelProto Prepared, QuantizationOptions Options) Prepared(string name)
    {
        TorchSharp.torch.random.manual_seed(1);
        using var network = ModelZoo.Create(name, new ModelOptions { Classes = 10, Stem = ModelZoo.Misfit(name, new ModelOptions { Stem = "cifar" }) is null ? "cifar" : null });
        network.eval();
        var prepared = GraphPreparation.Prepare(OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32 }));
        return (prepared, new QuantizationOptions { Ranges = Calibrated.Ranges(prepared, Values.Random(1, 2, 3, 32, 32)) });
    }
}
