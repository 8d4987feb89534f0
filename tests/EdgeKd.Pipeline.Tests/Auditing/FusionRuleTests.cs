using EdgeKd.Onnx;
using EdgeKd.Pipeline.Auditing;
using static EdgeKd.Pipeline.Tests.Auditing.QdqGraph;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Pipeline.Tests.Auditing;

/// <summary>Graphs that break one rule each, and graphs that break none, as ONNX Runtime itself judges them.</summary>
[TestFixture]
public class FusionRuleTests
{
    private static TestCaseData Case(string rule, string what, Func<QdqGraph, string, string> build, int operatorSet = 17) =>
        new TestCaseData(QdqGraph.Build(build, operatorSet), rule).SetArgDisplayNames($"{rule}: {what}");

    private static IEnumerable<TestCaseData> Broken() =>
    [
        .. new[] { "HardSwish", "HardSigmoid", "Elu", "Exp", "Tanh", "Relu", "GlobalMaxPool" }.Select(name =>
            Case("operator-not-supported", name, (g, x) => g.Convert(g.Node(name, [x])))),
        Case("operator-not-supported", "ReduceMean", (g, x) => g.Convert(g.Node("ReduceMean", [x], "node", Ints("axes", 2, 3)))),
        Case("operator-not-supported", "Pad", (g, x) => g.Convert(g.Node("Pad", [x, g.Shape(0, 0, 1, 1, 0, 0, 1, 1)]))),
        Case("input-not-dequantized", "a constant", (g, x) => g.Convert(g.Node("Add", [x, g.Constant([8, 1, 1], new float[8])]))),
        Case("input-not-dequantized", "MatMul's weight", (g, x) => g.Node("Unsqueeze", [g.Convert(g.Node("MatMul", [g.Pooled(x), g.Constant([8, 8], new float[64])])), g.Shape(2, 3)], "shape")),
        Case("graph-output", "behind Conv", (g, x) => { var y = g.Conv(x); g.Give(y); return g.Convert(y); }),
        Case("several-quantizers", "two", (g, x) => { var y = g.Conv(x); return g.Convert(g.Node("Add", [g.Convert(y), g.Convert(y, 0.03f)], "add")); }),
        Case("consumer-not-quantized", "a float neighbour", (g, x) => g.Convert(g.Node("Exp", [g.Conv(x)], "exp"))),
        Case("types-differ", "uint8 and uint16", (g, x) => g.Convert(g.Node("Add", [x, x]), 0.02f, 0, DataType.Uint16), 21),
        Case("not-eight-bit", "uint16", (g, x) => g.Convert(g.Node("Add", [g.Convert(x, 0.02f, 0, DataType.Uint16), g.Convert(x, 0.02f, 0, DataType.Uint16)]), 0.02f, 0, DataType.Uint16), 21),
        Case("scale-not-constant", "computed", (g, x) => g.Convert(g.Conv(g.ConvertBy(g.Conv(x, "first"), g.Node("ReduceMax", [g.Node("Abs", ["x"], "abs")], "scale", Int("keepdims", 0)), null)))),
        Case("scale-not-scalar", "behind Clip", (g, x) => g.Convert(g.Node("Clip", [g.Conv(x), g.Constant([], [0]), g.Constant([], [5])], "clip"), 0.02f, 0, isVector: true)),
        Case("zero-point-missing", "Reshape", (g, x) => g.Convert(g.Node("Reshape", [g.Convert(x, zeroPoint: null), g.Shape(1, 8, 4, 16)]), zeroPoint: null)),
        Case("parameters-differ", "Reshape", (g, x) => g.Convert(g.Node("Reshape", [x, g.Shape(1, 8, 4, 16)]), 0.03f)),
        Case("parameters-differ", "MaxPool", (g, x) => g.Convert(g.Node("MaxPool", [x], "node", Ints("kernel_shape", 2, 2)), 0.02f, 127)),
        Case("bias-not-int32", "int8", (g, x) => g.Convert(g.Conv(x, biasType: DataType.Int8))),
        Case("bias-scale", "10 % off", (g, x) => g.Convert(g.Conv(x, biasScale: 0.00022f))),
        Case("gemm-factors", "beta", (g, x) => g.Node("Unsqueeze", [g.Convert(g.Gemm(g.Pooled(x), Float("beta", 0.5f))), g.Shape(2, 3)], "shape")),
        Case("gemm-factors", "alpha", (g, x) => g.Node("Unsqueeze", [g.Convert(g.Gemm(g.Pooled(x), Float("alpha", 0.5f))), g.Shape(2, 3)], "shape")),
        Case("activation-not-absorbed", "Relu", (g, x) => g.Convert(g.Node("Relu", [g.Conv(x)], "relu"), zeroPoint: 3)),
        Case("activation-not-absorbed", "Clip", (g, x) => g.Convert(g.Node("Clip", [g.Conv(x), g.Constant([], [0]), g.Constant([], [5])], "clip"), zeroPoint: 0)),
        Case("operator-set-too-old", "MaxPool", (g, x) => g.Convert(g.Node("MaxPool", [x], "node", Ints("kernel_shape", 2, 2))), 11),
    ];

    private static IEnumerable<TestCaseData> Kept() =>
    [
        .. new[] { "Sigmoid", "LeakyRelu", "Softmax", "GlobalAveragePool" }.Select(name => Case("", name, (g, x) => g.Convert(g.Node(name, [x])))),
        Case("", "Conv without zero point", (g, x) => g.Convert(g.Conv(x), zeroPoint: null)),
        Case("", "Conv with scales of one dimension", (g, x) => g.Convert(g.Conv(x), isVector: true)),
        Case("", "Conv to int8", (g, x) => g.Convert(g.Conv(x), zeroPoint: 0, type: DataType.Int8)),
        Case("", "Conv and Relu", (g, x) => g.Convert(g.Node("Relu", [g.Conv(x)], "relu"), zeroPoint: 0)),
        Case("", "Conv and Relu6", (g, x) => g.Convert(g.Node("Clip", [g.Conv(x), g.Constant([], [0]), g.Constant([], [6])], "clip"), zeroPoint: 0)),
        Case("", "Conv with a bias scale off by 1 %", (g, x) => g.Convert(g.Conv(x, biasScale: 0.000202f))),
        Case("", "Conv with weights in float", (g, x) => g.Convert(g.Node("Conv", [x, g.Constant([8, 8, 1, 1], [.. Enumerable.Range(0, 64).Select(i => i / 64f)])]))),
        Case("", "Add of a shared tensor", (g, x) => g.Convert(g.Node("Add", [x, g.Convert(g.Conv(x, "conv"))]))),
        Case("", "Reshape", (g, x) => g.Convert(g.Node("Reshape", [x, g.Shape(1, 8, 4, 16)]))),
        Case("", "MaxPool", (g, x) => g.Convert(g.Node("MaxPool", [x], "node", Ints("kernel_shape", 2, 2)))),
        Case("", "Resize", (g, x) => g.Convert(g.Node("Resize", [x, "", g.Constant([4], [1, 1, 2, 2])]))),
        Case("", "DepthToSpace and back by Concat", (g, x) => g.Convert(g.Node("Concat", Enumerable.Repeat(g.Convert(g.Node("DepthToSpace", [x], "node", Int("blocksize", 2))), 4).ToArray(), "concat", Int("axis", 1)))),
        Case("", "Gemm to float", (g, x) => g.Node("Unsqueeze", [g.Convert(g.Gemm(g.Pooled(x))), g.Shape(2, 3)], "shape")),
    ];

    [TestCaseSource(nameof(Broken))]
    public void The_rule_that_is_broken_is_named(ModelProto model, string rule)
    {
        var report = Audit(model);

        var node = report.Nodes.Single(node => node.Name == "node");
        Assert.That((node.State, node.Rule), Is.EqualTo(("island", rule)), node.Reason);
        Assert.That(node.Reason, Is.Not.Empty.And.Not.Contain("\n"));
        Assert.That(node.Remedy, Is.Not.Empty.And.Not.Contain("\n"));
        Assert.That(report.Islands.Single(island => island.Nodes.Contains("node")).Rules, Does.Contain(rule));
        Assert.That(report.FloatNodes, Is.GreaterThan(0));
        Assert.That(report.UnfusedConversions, Is.GreaterThan(0));
        Assert.That(report.Nodes.Where(other => other.Rule == "unknown").Select(other => other.Name), Is.Empty);
    }

    [TestCaseSource(nameof(Kept))]
    public void Where_no_rule_is_broken_nothing_stays_in_float(ModelProto model, string rule)
    {
        var report = Audit(model);

        Assert.That(report.Nodes.Where(node => node.Rule is not null).Select(node => $"{node.Name} {node.Rule}"), Is.Empty, rule);
        Assert.That((report.Islands.Count, report.UnfusedConversions, report.FloatNodes), Is.EqualTo((0, 0, 0)));
        Assert.That(report.Nodes.Where(node => node.Name is "node" or "tail").Select(node => node.State), Has.All.EqualTo("quantized"));
    }

    private static AuditReport Audit(ModelProto model)
    {
        using var folder = new TemporaryFolder();
        OnnxFile.Save(model, folder.File("model.onnx"));
        return ModelAudit.Run(folder.File("model.onnx"), new AuditOptions { Runs = 1 });
    }
}
