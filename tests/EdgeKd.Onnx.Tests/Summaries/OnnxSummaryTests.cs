namespace EdgeKd.Onnx.Tests.Summaries;

[TestFixture]
public class OnnxSummaryTests
{
    [Test]
    public void Names_what_the_file_holds()
    {
        var summary = OnnxSummary.Describe(SmallModel.Create());
        Assert.Multiple(() =>
        {
            Assert.That(summary.OperatorSets, Is.EqualTo(new[] { "ai.onnx 17", "own 1" }));
            Assert.That(summary.Inputs, Is.EqualTo(new[] { "x: float32 [N, 3]" }));
            Assert.That(summary.Outputs, Is.EqualTo(new[] { "y: float32 [N, 2]" }));
            Assert.That(summary.Operators, Is.EqualTo(new[] { KeyValuePair.Create("Gemm", 1) }));
            Assert.That(summary.ConstantElements, Is.EqualTo(6 + 2 + 1));
            Assert.That(summary.ConstantSizeBytes, Is.EqualTo(24 + 8 + 8));
            Assert.That(summary.Metadata["key"], Is.EqualTo("value"));
            Assert.That(summary.ToString(), Does.Contain("test 1.2").And.Contain("key = value"));
        });
    }

    [Test]
    public void Constants_that_are_also_inputs_are_not_shown_as_inputs()
    {
        var model = SmallModel.Create();
        model.Graph.Input.Add(new ValueInfoProto { Name = "w" });
        model.Graph.Input.Add(new ValueInfoProto { Name = "list", Type = new TypeProto() });
        Assert.That(OnnxSummary.Describe(model).Inputs, Is.EqualTo(new[] { "x: float32 [N, 3]", "list: not a tensor" }));
    }

    [Test]
    public void An_empty_model_is_described_too() =>
        Assert.That(OnnxSummary.Describe(new ModelProto()).Operators, Is.Empty);
}
