namespace EdgeKd.Onnx.Tests.Graphs;

[TestFixture]
public class GraphTensorsTests
{
    [Test]
    public void Tensors_inside_become_outputs_and_outputs_stay()
    {
        var model = Classifier("Gemm");

        GraphTensors.AddOutputs(model, ["pool", "logits", "relu", "pool"], "m.onnx");

        Assert.That(model.Graph.Output.Select(output => output.Name), Is.EqualTo(new[] { "logits", "pool", "relu" }));
    }

    [TestCase("image")]
    [TestCase("weight")]
    [TestCase("reluu")]
    public void What_no_node_computes_is_refused_with_the_nearest(string name) => Assert.That(
        () => GraphTensors.AddOutputs(Classifier("Gemm"), [name], "m.onnx"),
        Throws.ArgumentException.With.Message.StartsWith($"m.onnx computes no tensor '{name}': use '").And.Message.Contains("'relu'"));

    [TestCase("Gemm", ExpectedResult = "pool")]
    [TestCase("MatMul", ExpectedResult = "pool")]
    [TestCase("Add", ExpectedResult = "pool")]
    [TestCase("Conv", ExpectedResult = null)]
    public string? The_last_linear_layers_input_is_found(string head) => GraphTensors.ClassifierInput(Classifier(head), "logits");

    /// <summary>A graph of names; nobody runs it.</summary>
    private static ModelProto Classifier(string head)
    {
        var graph = new GraphProto
        {
            Input = { new ValueInfoProto { Name = "image" } },
            Output = { new ValueInfoProto { Name = "logits" } },
            Initializer = { new TensorProto { Name = "weight" }, new TensorProto { Name = "bias" } },
            Node =
            {
                new NodeProto { OpType = "Relu", Input = { "image" }, Output = { "relu" } },
                new NodeProto { OpType = "GlobalAveragePool", Input = { "relu" }, Output = { "pool" } },
            },
        };
        if (head == "Add")
        {
            graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "pool", "weight" }, Output = { "product" } });
            graph.Node.Add(new NodeProto { OpType = "Add", Input = { "bias", "product" }, Output = { "logits" } });
        }
        else
            graph.Node.Add(new NodeProto { OpType = head, Input = { "pool", "weight" }, Output = { "logits" } });
        return new ModelProto { Graph = graph };
    }
}
