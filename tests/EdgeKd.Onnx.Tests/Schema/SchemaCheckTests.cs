using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Schema;

/// <summary>The check itself finds what is wrong.</summary>
[TestFixture]
public class SchemaCheckTests
{
    private static readonly Dictionary<string, (Action<GraphProto> Spoil, string Fault)> Faults = new()
    {
        ["An operator that is newer"] = (g => g.Node[1].OpType = "Gelu", "no such operator in set 17"),
        ["Another domain"] = (g => g.Node[1].Domain = "com.microsoft", "of domain"),
        ["An attribute that is not there"] = (g => g.Node[1].Attribute.Add(NodeAttribute.Int("axis", 1)), "no attribute 'axis'"),
        ["An attribute of another kind"] = (g => g.Node[0].Attribute.First(a => a.Name == "group").Type = AttributeProto.Types.AttributeType.Float, "'group' is of kind Float"),
        ["An attribute twice"] = (g => g.Node[0].Attribute.Add(g.Node[0].Attribute[0].Clone()), "stands there 2 times"),
        ["A missing attribute"] = (g => { g.Node[1].OpType = "Concat"; }, "'axis' stands there 0 times"),
        ["A missing input"] = (g => { g.Node[0].Input.RemoveAt(2); g.Node[0].Input.RemoveAt(1); }, "has 1 inputs"),
        ["An input too many"] = (g => g.Node[1].Input.Add("input"), "has 2 inputs"),
        ["An input left out"] = (g => g.Node[1].Input[0] = "", "is left out"),
        ["An input of nowhere"] = (g => g.Node[1].Input[0] = "nothing", "computed nowhere"),
        ["Nodes out of order"] = (g => { var last = g.Node[2]; g.Node.RemoveAt(2); g.Node.Insert(0, last); }, "computed nowhere"),
        ["Inputs of two types"] = (g => g.Initializer[1] = SmallModel.Tensor(g.Initializer[1].Name, TensorProto.Types.DataType.Double, [4], 32), "are float and double"),
        ["A type that is not allowed"] = (g => g.Input[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int8, "is int8"),
        ["A name twice"] = (g => g.Node[1].Name = g.Node[0].Name, "2 nodes are called"),
        ["A value twice"] = (g => g.Node[1].Output[0] = g.Node[0].Output[0], "computed elsewhere"),
    };

    private static IEnumerable<string> Cases => Faults.Keys;

    [TestCaseSource(nameof(Cases))]
    public void A_fault_is_found(string name)
    {
        var model = Model();
        Faults[name].Spoil(model.Graph);
        Assert.That(SchemaCheck.Violations(model.ToByteArray()), Has.Some.Contains(Faults[name].Fault));
    }

    [Test]
    public void A_good_model_has_none() => Assert.That(SchemaCheck.Violations(Model().ToByteArray()), Is.Empty);

    [Test]
    public void The_formats_own_checker_finds_a_fault_too()
    {
        var spoilt = Model();
        spoilt.Graph.Node[0].Input[1] = "";
        var faults = OnnxChecker.Faults(new Dictionary<string, byte[]> { ["good"] = Model().ToByteArray(), ["spoilt"] = spoilt.ToByteArray() });
        Assert.That(faults.Keys, Is.EqualTo(new[] { "spoilt" }));
    }

    private static ModelProto Model()
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("relu", nn.ReLU()), ("flatten", nn.Flatten()));
        return OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8 });
    }
}
