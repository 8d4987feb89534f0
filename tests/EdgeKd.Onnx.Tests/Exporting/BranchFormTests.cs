using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using EdgeKd.Onnx.Tests.Schema;
using EdgeKd.Reparameterization;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Networks that were trained with parallel branches, merged and as they are.</summary>
[TestFixture]
public class BranchFormTests
{
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Block, int Branches)> Blocks = new()
    {
        ["RepVGG with its input"] = (() => new RepVggBlock(4, 4, groups: 2), 3),
        ["RepVGG with stride"] = (() => new RepVggBlock(4, 6, 2), 2),
        ["MobileOne depthwise"] = (() => new MobileOneBlock(4, 4, 3, 1, 4, branches: 4), 6),
        ["MobileOne pointwise, squeezed"] = (() => new MobileOneBlock(4, 6, 1, branches: 2, squeezeExcite: true), 2),
    };

    private static IEnumerable<string> Cases => Blocks.Keys;

    [TestCaseSource(nameof(Cases))]
    public void Both_forms_compute_the_same(string name)
    {
        manual_seed(11);
        var (block, branches) = Blocks[name];
        using var network = nn.Sequential(("part", block()), ("flatten", nn.Flatten()));
        Exported.Unsettle(network);
        var gates = name.EndsWith("squeezed", StringComparison.Ordinal) ? 2 : 0;
        foreach (var (form, count) in new[] { (BranchForm.Merge, 1), (BranchForm.Keep, branches) })
        {
            foreach (var opset in Exported.Opsets)
            {
                var model = OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8, Channels = 4, Opset = opset, Branches = form });
                Assert.That(SchemaCheck.Violations(model.ToByteArray()), Is.Empty);
                Assert.That(model.Graph.Node.Count(node => node.OpType == "Conv"), Is.EqualTo(count + gates), $"{form}");
                Exported.RequireSame(network, model);
            }
        }
    }

    [Test]
    public void Kept_branches_are_called_after_the_checkpoint()
    {
        using var network = nn.Sequential(("part", new RepVggBlock(4, 4)), ("flatten", nn.Flatten()));
        var model = OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8, Channels = 4, Branches = BranchForm.Keep });
        Assert.That(model.Graph.Node.Select(node => node.Name), Is.EqualTo(new[]
        {
            "part.rbr_dense.conv", "part.rbr_1x1.conv", "part.conv.add", "part.rbr_identity", "part.conv.add_2", "part.activation", "flatten",
        }));
    }

    [Test]
    public void The_formats_own_checker_passes_kept_branches()
    {
        var models = new Dictionary<string, byte[]>();
        foreach (var (name, (block, _)) in Blocks)
        {
            using var network = nn.Sequential(("part", block()), ("flatten", nn.Flatten()));
            foreach (var opset in new[] { 13, 17 })
                models[$"{name}, {opset}"] = OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8, Channels = 4, Opset = opset, Branches = BranchForm.Keep }).ToByteArray();
        }

        Assert.That(OnnxChecker.Faults(models), Is.Empty);
    }

    [TestCase("resnet8", 1.0)]
    [TestCase("mobilenetv2", 0.25)]
    public void What_gap_preserving_distillation_trains_is_written_as_its_student(string name, double width)
    {
        manual_seed(12);
        using var student = ModelZoo.Create(name, new ModelOptions { Classes = 5, Width = width });
        Exported.Unsettle(student);
        using var widened = InverseReparameterization.Expand(student, new ExpansionOptions());
        var options = new ExportOptions { Height = 16, Width = 16 };
        var merged = OnnxExporter.Export(widened, options);
        var kept = OnnxExporter.Export(widened, options with { Branches = BranchForm.Keep });
        Exported.RequireSame(widened, merged);
        Exported.RequireSame(widened, kept);
        Assert.That(SchemaCheck.Violations(kept.ToByteArray()), Is.Empty);
        Assert.That(Convolutions(merged), Is.EqualTo(Convolutions(OnnxExporter.Export(student, options))));
        Assert.That(Convolutions(kept), Is.GreaterThan(2 * Convolutions(merged)));
        Assert.That(merged.Graph.Node[0].Name, Is.EqualTo(OnnxExporter.Export(student, options).Graph.Node[0].Name));

        static int Convolutions(ModelProto model) => model.Graph.Node.Count(node => node.OpType == "Conv");
    }
}
