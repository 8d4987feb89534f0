using EdgeKd.Models;
using EdgeKd.Onnx.Tests.Exporting;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Networks of the zoo: what ONNX Runtime joins, and that the answers stay.</summary>
[TestFixture]
public class ZooQuantizationTests
{
    private static readonly string[] Unfused = ["QuantizeLinear", "DequantizeLinear", "Conv", "FusedConv", "Gemm", "FusedGemm", "Add", "Relu", "Clip", "GlobalAveragePool"];

    [TestCase("mobilenetv1", 13)]
    [TestCase("mobilenetv1", 17)]
    [TestCase("mobilenetv2", 17)]
    [TestCase("mobilenetv2", 21)]
    [TestCase("resnet20", 17)]
    [TestCase("resnet20", 13)]
    public void Everything_is_fused(string name, int opset)
    {
        var (model, images) = Export(name, opset);
        var quantized = Calibrated.Quantize(model, images);
        var counts = RuntimeModel.OptimizedCounts(quantized);
        TestContext.Out.WriteLine(string.Join(", ", counts.OrderBy(p => p.Key).Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.That(counts.Where(p => Unfused.Contains(p.Key) && !(p.Key == "QuantizeLinear" && p.Value == 1)), Is.Empty);
        Assert.That(counts.Keys, Does.Not.Contain("DequantizeLinear"));
        var f = RuntimeModel.Run(model, images)["logits"];
        var q = RuntimeModel.Run(quantized, images)["logits"];
        TestContext.Out.WriteLine($"SQNR {Calibrated.SignalToNoise(f, q)}");
    }

    [TestCase("mobilenetv3-small")]
    [TestCase("shufflenetv2")]
    public void Others(string name)
    {
        var (model, images) = Export(name, 17);
        var quantized = Calibrated.Quantize(model, images);
        var counts = RuntimeModel.OptimizedCounts(quantized);
        TestContext.Out.WriteLine(string.Join(", ", counts.OrderBy(p => p.Key).Select(pair => $"{pair.Key} {pair.Value}")));
        var f = RuntimeModel.Run(model, images)["logits"];
        var q = RuntimeModel.Run(quantized, images)["logits"];
        TestContext.Out.WriteLine($"SQNR {Calibrated.SignalToNoise(f, q)}");
    }

    private static (ModelProto Model, Values Images) Export(string name, int opset)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = ModelZoo.Create(name, new() { Classes = 10 });
        Exported.Unsettle(network);
        network.eval();
        return (OnnxExporter.Export(network, new ExportOptions { Height = 32, Width = 32, Opset = opset }), Values.Random(1, 4, 3, 32, 32));
    }
}
