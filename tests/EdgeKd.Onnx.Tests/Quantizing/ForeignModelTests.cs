using EdgeKd.Onnx.Tests.Schema;
using Google.Protobuf;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Files of another exporter.</summary>
[TestFixture]
public class ForeignModelTests
{
    private static readonly Values Images = Values.Random(1, 2, 3, ForeignModels.Side, ForeignModels.Side);

    private ForeignModels models = null!;

    [OneTimeSetUp]
    public void Export() => models = new ForeignModels();

    [OneTimeTearDown]
    public void RemoveFiles() => models.Dispose();

    [Test]
    public void Preparing_keeps_the_logits([ValueSource(typeof(ForeignModels), nameof(ForeignModels.Names))] string name)
    {
        var model = models[name];
        var prepared = GraphPreparation.Prepare(model);
        var (expected, actual) = (RuntimeModel.Run(model, Images)["logits"].Data, RuntimeModel.Run(prepared, Images)["logits"].Data);
        Assert.That(actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs), Is.LessThan(1e-5));
        Assert.That(prepared.Graph.Node.Select(node => node.OpType), Has.None.AnyOf("BatchNormalization", "Constant", "Identity", "Dropout"));
        Assert.That(GraphPreparation.Prepare(prepared).ToByteArray(), Is.EqualTo(prepared.ToByteArray()));
    }

    [Test]
    public void The_integers_answer_as_the_floats([ValueSource(typeof(ForeignModels), nameof(ForeignModels.Names))] string name)
    {
        var model = models[name];
        var quantized = Calibrated.Quantize(model, Images);
        Assert.That(Calibrated.SignalToNoise(RuntimeModel.Run(model, Images)["logits"], RuntimeModel.Run(quantized, Images)["logits"]), Is.GreaterThan(25));
        Assert.That(SchemaCheck.Violations(quantized.ToByteArray()), Is.Empty);
        var layers = GraphPreparation.Prepare(model).Graph.Node.CountBy(node => node.OpType).ToDictionary();
        var counts = RuntimeModel.OptimizedCounts(quantized);
        Assert.That(counts["QLinearConv"], Is.EqualTo(layers["Conv"]));
        Assert.That(counts["QGemm"], Is.EqualTo(layers["Gemm"]));
        Assert.That(counts.GetValueOrDefault("DequantizeLinear") == 0, Is.EqualTo(name != "mobilenet_v3_small"), "HardSwish and HardSigmoid have no integer kernel");
    }
}
