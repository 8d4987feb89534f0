using EdgeKd.Onnx.Tests.Quantizing;

namespace EdgeKd.Onnx.Tests.Auditing;

[TestFixture]
public class WeightRangesTests
{
    // Rows of three weights a channel: |largest| 3, 1, 2 and 0.
    private static readonly float[] Weights = [1, -3, 2, 0.5f, 1, -1, 2, 0, 0, 0, 0, 0];

    [Test]
    public void A_convolutions_channels_are_its_first_axis()
    {
        var range = WeightRanges.Of(Model(new NodeProto { Name = "c", OpType = "Conv", Input = { "x", "w" }, Output = { "y" } }, Weights, 4, 3, 1, 1)).Single();
        Assert.That(range, Is.EqualTo(new WeightRange("c", "Conv", 4, 3, 1.5f)));
        Assert.That(range.Ratio, Is.EqualTo(2));
    }

    [Test]
    public void A_Gemms_channels_are_where_its_transposition_has_them()
    {
        var plain = new NodeProto { Name = "g", OpType = "Gemm", Input = { "x", "w" }, Output = { "y" } };
        float[] rows = [1, -3, 2, 0.5f, 4, 1, -1, 0];
        Assert.That(WeightRanges.Of(Model(plain, rows, 2, 4)).Single(), Is.EqualTo(new WeightRange("g", "Gemm", 4, 4, 2.5f)), "the largest of each column: 4, 3, 2, 0.5");
        plain.Attribute.Add(NodeAttribute.Int("transB", 1));
        Assert.That(WeightRanges.Of(Model(plain, rows, 2, 4)).Single(), Is.EqualTo(new WeightRange("g", "Gemm", 2, 4, 3.5f)), "of each row: 3, 4");
    }

    [TestCase(new float[] { 0, 0, 0 }, 1f)]
    [TestCase(new float[] { 2, -2, 2 }, 1f)]
    [TestCase(new float[] { 0, 0, 5 }, null)]
    public void Dead_channels_count(float[] weights, float? ratio) =>
        Assert.That(WeightRanges.Of(Model(new NodeProto { Name = "c", OpType = "Conv", Input = { "x", "w" }, Output = { "y" } }, weights, 3, 1, 1, 1)).Single().Ratio, Is.EqualTo(ratio));

    [Test]
    public void A_product_with_a_matrix_is_a_layer() =>
        Assert.That(WeightRanges.Of(Model(new NodeProto { Name = "m", OpType = "MatMul", Input = { "x", "w" }, Output = { "y" } }, Weights, 4, 3)).Single(),
            Is.EqualTo(new WeightRange("m", "MatMul", 3, 3, 2)), "the largest of each column: 1, 3, 2");

    [Test]
    public void Nodes_without_constant_weights_have_none() =>
        Assert.That(WeightRanges.Of(Model(new NodeProto { Name = "m", OpType = "MatMul", Input = { "x", "x" }, Output = { "y" } }, Weights, 4, 3)), Is.Empty);

    private static ModelProto Model(NodeProto node, float[] weights, params long[] shape) => new()
    {
        Graph = new GraphProto { Node = { node }, Initializer = { ConstantTensor.Create<float>("w", weights, shape) } },
    };
}
