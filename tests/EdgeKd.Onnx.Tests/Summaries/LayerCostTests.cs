using System.Text.Json;
using Google.Protobuf;

namespace EdgeKd.Onnx.Tests.Summaries;

/// <summary>Costs of models that Debian's PyTorch exported, against what PyTorch counts while it runs them.</summary>
[TestFixture]
public class LayerCostTests
{
    // argv: the folder. Prints {file: [[macs a layer], [shape of its output]]} for one image.
    private const string Export = """
        import json, sys, torch, torchvision, warnings
        warnings.simplefilter('ignore')
        folder = sys.argv[1]
        torch.manual_seed(1)

        class Viewed(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.a = torch.nn.Conv2d(3, 8, 5, stride=2, padding=1, dilation=2)
                self.b = torch.nn.Conv2d(8, 8, (1, 3), groups=4)
                self.c = torch.nn.Linear(8 * 13 * 11, 5)
            def forward(self, x):
                x = self.a(x)
                x = torch.cat([x[:, 4:], x[:, :4]], 1)
                x = self.b(x).permute(0, 2, 3, 1).permute(0, 3, 1, 2)
                return self.c(x.flatten(1))

        class Tokens(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.patch = torch.nn.Conv2d(3, 16, 8, stride=8)
                self.up = torch.nn.Linear(16, 32)
                self.down = torch.nn.Linear(32, 16)
                self.head = torch.nn.Linear(16, 7)
            def forward(self, x):
                x = self.patch(x).flatten(2).transpose(1, 2)
                x = x + self.down(torch.nn.functional.gelu(self.up(x)))
                return self.head(x.mean(1))

        models = {'viewed': (Viewed(), 32), 'tokens': (Tokens(), 32), 'shufflenet': (torchvision.models.shufflenet_v2_x0_5(num_classes=10), 64), 'small_v3': (torchvision.models.mobilenet_v3_small(num_classes=10), 64)}
        expected = {}
        for name, (model, size) in models.items():
            model.eval()
            layers = []
            def count(module, inputs, output):
                weight = module.weight
                products = weight[0].numel() if isinstance(module, torch.nn.Conv2d) else weight.shape[1]
                layers.append([output.numel() * products, list(output.shape)])
            for module in model.modules():
                if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                    module.register_forward_hook(count)
            with torch.no_grad():
                model(torch.zeros(1, 3, size, size))
            expected[name] = list(layers)
            for batch, axes in [('', {'input': {0: 'N'}}), ('.one', None)]:
                torch.onnx.export(model, torch.zeros(1, 3, size, size), f'{folder}/{name}{batch}.onnx', opset_version=13,
                                  input_names=['input'], output_names=['logits'], dynamic_axes=axes)
        print(json.dumps(expected))
        """;

    private static readonly string[] Names = ["viewed", "tokens", "shufflenet", "small_v3"];

    private TemporaryFolder _folder = null!;
    private JsonElement _expected;

    [OneTimeSetUp]
    public void WriteModels()
    {
        _folder = new TemporaryFolder();
        _expected = JsonDocument.Parse(PythonPeer.Run(Export, _folder.Path).Trim().Split('\n')[^1]).RootElement;
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [TestCaseSource(nameof(Names))]
    public void What_PyTorch_counts(string name)
    {
        foreach (var batch in new[] { "", ".one" })
        {
            var summary = OnnxSummary.Describe(OnnxFile.Load(_folder.File($"{name}{batch}.onnx")));
            var expected = _expected.GetProperty(name).EnumerateArray().Select(layer => (layer[0].GetInt64(), Text(layer[1].EnumerateArray().Select(length => length.GetInt64())))).ToArray();
            Assert.That(summary.Layers.Select(layer => (layer.Macs ?? -1, Text(layer.OutputShape ?? []))), Is.EqualTo(expected), name + batch);
            Assert.That(summary.Macs, Is.EqualTo(expected.Sum(layer => layer.Item1)));
        }

        static string Text(IEnumerable<long> shape) => string.Join('×', shape);
    }

    [Test]
    public void A_missing_shape_leaves_the_cost_unknown_and_not_zero()
    {
        var model = OnnxFile.Load(_folder.File("viewed.onnx"));
        model.Graph.ValueInfo.Clear();
        foreach (var input in model.Graph.Input)
            input.Type.TensorType.Shape = null;
        var summary = OnnxSummary.Describe(model);
        Assert.That(summary.Macs, Is.Null);
        Assert.That(summary.Layers[0].Macs, Is.Null);
        Assert.That(summary.Layers[0].Parameters, Is.EqualTo((8 * 3 * 25) + 8));
    }

    [Test]
    public void A_fixed_batch_is_counted_whole()
    {
        var model = OnnxFile.Load(_folder.File("viewed.onnx"));
        var one = OnnxSummary.Describe(model);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 7 };
        model.Graph.Output.Clear();
        var seven = OnnxSummary.Describe(model);
        Assert.That((one.Batch, seven.Batch, seven.Macs), Is.EqualTo((1L, 7L, 7 * one.Macs)));
    }

    [Test]
    public void Quantised_weights_are_counted_behind_their_dequantisation()
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 13 } },
            Graph = new GraphProto
            {
                Input = { GraphWriter.ValueInfo("x", [4]) },
                Initializer = { SmallModel.Tensor("w", TensorProto.Types.DataType.Int8, [4, 5], 20), SmallModel.Tensor("s", TensorProto.Types.DataType.Float, [], 4) },
                Node =
                {
                    new NodeProto { OpType = "DequantizeLinear", Input = { "w", "s" }, Output = { "d" } },
                    new NodeProto { OpType = "MatMul", Input = { "x", "d" }, Output = { "y" } },
                },
                Output = { GraphWriter.ValueInfo("y", [5]) },
            },
        };
        var layer = OnnxSummary.Describe(OnnxFile.Parse(model.ToByteArray(), "m")).Layers.Single();
        Assert.That((layer.Name, layer.Parameters, layer.Macs), Is.EqualTo(("y", 20L, (long?)20)));
    }

    [Test]
    public void Shapes_that_overflow_are_unknown()
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 13 } },
            Graph = new GraphProto
            {
                Input = { GraphWriter.ValueInfo("x", [long.MaxValue]), GraphWriter.ValueInfo("z", [long.MaxValue, long.MaxValue]) },
                Node =
                {
                    new NodeProto { OpType = "MatMul", Input = { "x", "z" }, Output = { "y" } },
                    new NodeProto { OpType = "Flatten", Input = { "z" }, Output = { "f" } },
                    new NodeProto { OpType = "Gemm", Input = { "f", "z" }, Output = { "g" } },
                },
            },
        };
        Assert.That(OnnxSummary.Describe(model).Layers.Select(layer => layer.Macs), Is.All.Null);
    }
}
