using Google.Protobuf;

namespace EdgeKd.Onnx.Tests.Quantizing;

[TestFixture]
public class GraphPreparationTests
{
    private static readonly Dictionary<string, (Func<GraphBuilder, GraphBuilder> Build, string Operators)> Graphs = new()
    {
        ["Conv and batch normalisation"] = (b => b.Conv("conv", "input", 4, 6).Norm("norm", "conv", 6), "Conv"),
        ["Conv without bias and two batch normalisations"] = (b => b.Constant("w", [6, 2, 1, 1])
            .Node("conv", "Conv", ["input", "w"], NodeAttribute.Int("group", 2)).Norm("norm", "conv", 6).Norm("again", "norm", 6), "Conv"),
        ["Gemm and batch normalisation"] = (b => b.Node("flat", "Flatten", ["input"]).Constant("w", [144, 5]).Constant("c", [5])
            .Node("gemm", "Gemm", ["flat", "w", "c"]).Norm("norm", "gemm", 5), "Flatten, Gemm"),
        ["Gemm with factors"] = (b => b.Node("flat", "Flatten", ["input"]).Constant("w", [5, 144]).Constant("c", [1, 1])
            .Node("gemm", "Gemm", ["flat", "w", "c"], NodeAttribute.Int("transB", 1), NodeAttribute.Float("alpha", 0.5), NodeAttribute.Float("beta", 3)), "Flatten, Gemm"),
        ["MatMul and Add"] = (b => b.Node("flat", "Flatten", ["input"]).Constant("w", [144, 5]).Constant("c", [5])
            .Node("product", "MatMul", ["flat", "w"]).Node("sum", "Add", ["c", "product"]), "Flatten, Gemm"),
        ["A batch normalisation that others read before"] = (b => b.Conv("conv", "input", 4, 6).Norm("norm", "conv", 6).Node("sum", "Add", ["conv", "norm"]), "Conv, Conv, Add"),
        ["A batch normalisation alone"] = (b => b.Norm("norm", "input", 4).Node("relu", "Relu", ["norm"]), "Conv, Relu"),
        ["A mean over the image"] = (b => b.Node("mean", "ReduceMean", ["input"], NodeAttribute.Ints("axes", -1, -2), NodeAttribute.Int("keepdims", 0)), "GlobalAveragePool, Flatten"),
        ["A mean over the image that keeps its dimensions"] = (b => b.Node("mean", "ReduceMean", ["input"], NodeAttribute.Ints("axes", 2, 3)), "GlobalAveragePool"),
        ["A mean over the channels"] = (b => b.Node("mean", "ReduceMean", ["input"], NodeAttribute.Ints("axes", 1)), "ReduceMean"),
        ["Identity and Dropout"] = (b => b.Node("a", "Identity", ["input"]).Node("relu", "Relu", ["a"]).Node("drop", "Dropout", ["relu"]).Node("b", "Identity", ["drop"]), "Relu"),
        ["Two outputs of one value"] = (b => b.Node("relu", "Relu", ["input"]).Node("a", "Identity", ["relu"]).Node("logits", "Add", ["a", "relu"]), "Relu, Add"),
        ["A constant in another shape and order"] = (b => b.Constant("w", [6, 1, 1, 4]).Constant("v", [6]).Integers("axes", 0, 2, 3)
            .Node("turned", "Transpose", ["w"], NodeAttribute.Ints("perm", 0, 3, 1, 2)).Node("conv", "Conv", ["input", "turned"])
            .Node("row", "Unsqueeze", ["v", "axes"]).Node("scaled", "Mul", ["conv", "row"]), "Conv, Mul"),
        ["What nobody reads"] = (b => b.Constant("unread", [3]).Node("dead", "Sigmoid", ["input"]).Node("gone", "Relu", ["dead"]).Node("logits", "Relu", ["input"]), "Relu"),
        ["Padding by nothing"] = (b => b.Integers("none", 0, 0, 0, 0, 0, 0, 0, 0).Node("pad", "Pad", ["input", "none"]).Node("logits", "Relu", ["pad"]), "Relu"),
    };

    private static IEnumerable<string> Cases => Graphs.Keys;

    [TestCaseSource(nameof(Cases))]
    public void The_results_stay(string name)
    {
        var model = Graphs[name].Build(new GraphBuilder(4, 6, 6)).Build();
        var images = Values.Random(1, 2, 4, 6, 6);
        var prepared = GraphPreparation.Prepare(model);
        var output = model.Graph.Output[0].Name;
        var (expected, actual) = (RuntimeModel.Run(model, images)[output], RuntimeModel.Run(prepared, images)[output]);
        Assert.That(string.Join(", ", prepared.Graph.Node.Select(node => node.OpType)), Is.EqualTo(Graphs[name].Operators));
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape));
        Assert.That(actual.Data.Zip(expected.Data, (a, b) => Math.Abs(a - b)).Max() / expected.Data.Max(Math.Abs), Is.LessThan(1e-5));
    }

    [TestCaseSource(nameof(Cases))]
    public void Preparing_again_changes_nothing(string name)
    {
        var model = Graphs[name].Build(new GraphBuilder(4, 6, 6)).Build();
        var bytes = model.ToByteArray();
        var once = GraphPreparation.Prepare(model);
        Assert.That(model.ToByteArray(), Is.EqualTo(bytes), "the model given stays as it is");
        Assert.That(GraphPreparation.Prepare(once).ToByteArray(), Is.EqualTo(once.ToByteArray()));
        Assert.That(once.Graph.Initializer.Select(tensor => tensor.Name), Is.SubsetOf(once.Graph.Node.SelectMany(node => node.Input)));
    }

    [Test]
    public void Constant_nodes_and_overridable_constants_become_constants()
    {
        var model = new GraphBuilder(4, 6, 6).Constant("factor", [], [2]).Node("product", "Mul", ["input", "factor"])
            .Node("six", "Constant", [], new AttributeProto { Name = "value_float", Type = AttributeProto.Types.AttributeType.Float, F = 6 })
            .Node("logits", "Add", ["product", "six"]).Build();
        model.Graph.Input.Add(new ValueInfoProto { Name = "factor", Type = GraphWriter.ValueInfo("", []).Type });
        var prepared = GraphPreparation.Prepare(model);
        Assert.That(prepared.Graph.Input.Select(input => input.Name), Is.EqualTo(new[] { "input" }));
        Assert.That(prepared.Graph.Initializer.Select(tensor => tensor.Name), Is.EquivalentTo(new[] { "factor", "six" }));
        Assert.That(prepared.Graph.Node.Select(node => node.OpType), Is.EqualTo(new[] { "Mul", "Add" }));
    }

    [Test]
    public void A_shape_of_fixed_lengths_is_folded_and_one_of_an_open_batch_is_not([Values] bool isFixed)
    {
        var model = new GraphBuilder(4, 6, 6).Integers("rest", 2, 2, 36).Node("shape", "Shape", ["input"]).Integers("zero", 0)
            .Node("batch", "Gather", ["shape", "zero"]).Node("sizes", "Concat", ["batch", "rest"], NodeAttribute.Int("axis", 0))
            .Node("logits", "Reshape", ["input", "sizes"]).Build();
        if (isFixed)
            model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new() { DimValue = 2 };
        var prepared = GraphPreparation.Prepare(model);
        Assert.That(prepared.Graph.Node, Has.Count.EqualTo(isFixed ? 1 : 4));
        Assert.That(RuntimeModel.Run(prepared, Values.Random(1, 2, 4, 6, 6))["logits"].Shape, Is.EqualTo(new long[] { 2, 2, 2, 36 }));
    }

    [Test]
    public void Every_node_gets_a_name_of_its_own()
    {
        var model = new GraphBuilder(4, 6, 6).Node("a", "Relu", ["input"]).Node("b", "Sigmoid", ["a"]).Node("c", "Relu", ["b"]).Build();
        (model.Graph.Node[0].Name, model.Graph.Node[1].Name, model.Graph.Node[2].Name) = ("", "act", "act");
        Assert.That(GraphPreparation.Prepare(model).Graph.Node.Select(node => node.Name), Is.EqualTo(new[] { "a", "act", "act_2" }));
    }

    [Test]
    public void A_quantized_model_and_an_old_operator_set_are_refused()
    {
        var model = new GraphBuilder(4, 6, 6).Conv("conv", "input", 4, 2).Build();
        var quantized = Calibrated.Quantize(model, Values.Random(1, 1, 4, 6, 6));
        Assert.That(() => GraphPreparation.Prepare(quantized), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("quantized already"));
        model.OpsetImport[0].Version = 12;
        Assert.That(() => GraphPreparation.Prepare(model), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("13 or later"));
    }

    [Test]
    public void A_weight_that_is_no_number_is_refused_by_name()
    {
        var model = new GraphBuilder(1, 2, 2).Constant("w", [1, 1, 1, 1], [float.NaN]).Node("conv", "Conv", ["input", "w"]).Norm("norm", "conv", 1).Build();
        Assert.That(() => GraphPreparation.Prepare(model), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("'w'"));
    }
}
