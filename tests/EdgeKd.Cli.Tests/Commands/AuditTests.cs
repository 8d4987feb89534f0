using System.Text.Json.Nodes;
using EdgeKd.Onnx;
using Google.Protobuf;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Cli.Tests.Commands;

/// <summary><c>audit</c> on a graph with one float island: Exp between DequantizeLinear and QuantizeLinear.</summary>
[TestFixture]
public class AuditTests
{
    private string _folder = null!;
    private string _model = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-cli-").FullName;
        _model = Path.Combine(_folder, "model.onnx");
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void An_island_is_shown_with_its_reason_and_fails_where_that_is_asked_for()
    {
        Save("Exp");

        var (code, output, errors) = Run("audit", _model, "--runs", "1");

        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.Match("middle +(│ +)?Exp").And.Contain("island").And.Contain("operator-not-supported"));
        Assert.That(output, Does.Contain("ONNX Runtime has no integer form of Exp").And.Contain("to do: ").And.Contain("in 1 island(s)"));
        Assert.That(Run("audit", _model, "--runs", "1", "--fail-on-islands").Code, Is.EqualTo(ExitCodes.Refused));
    }

    [Test]
    public void Without_an_island_nothing_fails()
    {
        Save("Sigmoid");

        var (code, output, _) = Run("audit", _model, "--runs", "1", "--fail-on-islands");

        Assert.That(code, Is.EqualTo(ExitCodes.Done));
        Assert.That(output, Does.Contain("0 float").And.Contain("QLinearSigmoid"));
    }

    [Test]
    public void The_report_comes_as_JSON()
    {
        Save("Exp");

        var json = JsonNode.Parse(Run("audit", _model, "--runs", "2", "--json").Output)!;

        Assert.That((int)json["runs"]!, Is.EqualTo(2));
        Assert.That((string)json["islands"]![0]!["nodes"]![0]!, Is.EqualTo("middle"));
        Assert.That((string)json["nodes"]!.AsArray().Single(node => (string)node!["name"]! == "middle")!["rule"]!, Is.EqualTo("operator-not-supported"));
        Assert.That((double)json["floatShare"]!, Is.InRange(0, 1));
    }

    [Test]
    public void Merged_layers_are_shown_before_and_after()
    {
        SaveLayer([4, 1, 2, 1]);
        var branches = Path.Combine(_folder, "branches.json");
        File.WriteAllText(branches, """
            [{
              "name": "layer",
              "branches": [
                { "name": "rbr_scale", "operator": "Conv", "channels": 4, "maxAbsolute": 3, "medianAbsolute": 1 },
                { "name": "rbr_conv.0", "operator": "Conv", "channels": 4, "maxAbsolute": 1, "medianAbsolute": 1 },
                { "name": "rbr_conv.1", "operator": "Conv", "channels": 4, "maxAbsolute": 1, "medianAbsolute": 0 }
              ],
              "merged": { "name": "layer", "operator": "Conv", "channels": 4, "maxAbsolute": 4, "medianAbsolute": 2 }
            }]
            """);

        var (code, output, errors) = Run("audit", _model, "--runs", "1", "--branches", branches);

        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.Contain("merged: layer: largest channel over the median one 1.0 (rbr_conv.0) to (median 0) (rbr_conv.1) in 3 branches, 2.0 merged, 2.7 in this file"));
        var json = JsonNode.Parse(Run("audit", _model, "--runs", "1", "--branches", branches, "--json").Output)!;
        Assert.That((double)json["merged"]![0]!["branches"]![0]!["ratio"]!, Is.EqualTo(3));
    }

    [Test]
    public void A_file_of_branches_that_is_none_is_one_line()
    {
        Save("Sigmoid");

        var (code, output, errors) = Run("audit", _model, "--branches", _model);

        Assert.That((code, output), Is.EqualTo((ExitCodes.Failed, "")));
        Assert.That(errors.TrimEnd(), Does.StartWith($"edgekd: {_model} is no branches.json").And.Not.Contain("\n"));
    }

    [Test]
    public void Names_cannot_steer_the_terminal()
    {
        Save("Exp", "evil\u001b[2J[red]\n");

        var (code, output, _) = Run("audit", _model, "--runs", "1");

        Assert.That(code, Is.EqualTo(ExitCodes.Done));
        Assert.That(output, Does.Not.Contain("\u001b").And.Contain("[red]"));
    }

    [TestCase("\u0008 but no model")]
    [TestCase("anything")]
    [TestCase("")]
    public void A_damaged_file_is_one_line(string contents)
    {
        File.WriteAllText(_model, contents);

        var (code, output, errors) = Run("audit", _model);

        Assert.That((code, output), Is.EqualTo((ExitCodes.Failed, "")));
        Assert.That(errors.TrimEnd(), Does.StartWith($"edgekd: {_model}").And.Not.Contain("\n"));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    private void SaveLayer(float[] channels)
    {
        var weight = new TensorProto { Name = "w", DataType = (int)DataType.Float, Dims = { channels.Length, 16 } };
        weight.FloatData.AddRange(channels.SelectMany(value => Enumerable.Repeat(value, 16)));
        var graph = new GraphProto
        {
            Name = "graph",
            Input = { Value("x") },
            Output = { new ValueInfoProto { Name = "y", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } } },
            Initializer = { weight },
            Node = { new NodeProto { OpType = "Gemm", Name = "layer", Input = { "x", "w" }, Output = { "y" }, Attribute = { new AttributeProto { Name = "transB", Type = AttributeProto.Types.AttributeType.Int, I = 1 } } } },
        };
        File.WriteAllBytes(_model, new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } }.ToByteArray());
    }

    private void Save(string operatorName, string name = "middle")
    {
        var graph = new GraphProto
        {
            Name = "graph",
            Input = { Value("x") },
            Output = { Value("y") },
            Initializer =
            {
                new TensorProto { Name = "scale", DataType = (int)DataType.Float, FloatData = { 0.02f } },
                new TensorProto { Name = "zero", DataType = (int)DataType.Uint8, Int32Data = { 128 } },
            },
        };
        var tensor = "x";
        foreach (var (type, called) in new[] { ("QuantizeLinear", "q1"), ("DequantizeLinear", "d1"), (operatorName, name), ("QuantizeLinear", "q2"), ("DequantizeLinear", "y") })
        {
            var output = type == operatorName ? "middle.out" : called;
            graph.Node.Add(new NodeProto { OpType = type, Name = called, Input = { tensor }, Output = { output } });
            if (type != operatorName)
                graph.Node[^1].Input.Add(["scale", "zero"]);
            tensor = output;
        }

        File.WriteAllBytes(_model, new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } } }.ToByteArray());
    }

    private static ValueInfoProto Value(string name) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)DataType.Float,
                Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 }, new TensorShapeProto.Types.Dimension { DimValue = 16 } } },
            },
        },
    };
}
