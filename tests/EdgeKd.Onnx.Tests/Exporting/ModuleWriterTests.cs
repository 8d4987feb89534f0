using EdgeKd.Onnx.Tests.Schema;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

[TestFixture]
public class ModuleWriterTests
{
    private static IEnumerable<string> Cases => ModuleCases.Names;

    [TestCaseSource(nameof(Cases))]
    public void Computes_the_same_in_every_operator_set(string name)
    {
        using var network = ModuleCases.Create(name);
        foreach (var opset in Exported.Opsets)
        {
            var model = OnnxExporter.Export(network, ModuleCases.Options(opset));
            Assert.That(SchemaCheck.Violations(model.ToByteArray()), Is.Empty, $"operator set {opset}");
            Exported.RequireLoads(model);
            Exported.RequireSame(network, model);
        }
    }

    [Test]
    public void The_formats_own_checker_passes_all_of_them()
    {
        var models = new Dictionary<string, byte[]>();
        foreach (var name in Cases)
        {
            using var network = ModuleCases.Create(name);
            foreach (var opset in Exported.Opsets.Where(opset => opset <= OnnxChecker.NewestOperatorSet))
                models[$"{name}, {opset}"] = OnnxExporter.Export(network, ModuleCases.Options(opset)).ToByteArray();
        }

        Assert.That(OnnxChecker.Faults(models), Is.Empty);
    }

    [TestCase(13)]
    [TestCase(17)]
    [TestCase(21)]
    public void A_registered_writer_writes_a_whole_network(int opset)
    {
        using var network = new Halving();
        var model = OnnxExporter.Export(network, ModuleCases.Options(opset) with { Writers = new WriterRegistry().Register(new HalvingWriter()) });
        Assert.That(model.Graph.Node.Select(node => node.Name), Is.EqualTo(new[] { "conv", "mul", "flatten" }));
        Exported.RequireSame(network, model);
    }

    /// <summary>A network of a user's own, which is no classifier of ours.</summary>
    private sealed class Halving : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Conv2d conv = nn.Conv2d(ModuleCases.Channels, 3, 3);

        public Halving()
            : base(nameof(Halving)) => RegisterComponents();

        public nn.Module<Tensor, Tensor> Conv => conv;

        public override Tensor forward(Tensor input) => (conv.call(input) * 0.5f).flatten(1);
    }

    private sealed class HalvingWriter : ModuleWriter<Halving>
    {
        protected override GraphValue Write(Halving module, GraphValue input, GraphWriter graph)
        {
            var value = graph.Write("conv", module.Conv, input);
            value = graph.Node("Mul", [value.Name, graph.Scalar(0.5f)], value.Shape);
            return graph.Node("Flatten", [value.Name], [value.Shape.Aggregate((a, b) => a * b)], [NodeAttribute.Int("axis", 1)]);
        }
    }

    /// <summary>A module of a user's own: a factor.</summary>
    internal sealed class Scale(float factor) : nn.Module<Tensor, Tensor>(nameof(Scale))
    {
        public float Factor => factor;

        public override Tensor forward(Tensor input) => input * factor;
    }

    internal sealed class ScaleWriter : ModuleWriter<Scale>
    {
        protected override GraphValue Write(Scale module, GraphValue input, GraphWriter graph) =>
            graph.Node("Mul", [input.Name, graph.Scalar(module.Factor)], input.Shape);
    }
}
