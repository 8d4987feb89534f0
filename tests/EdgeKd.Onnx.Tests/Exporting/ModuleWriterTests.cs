using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Every module type, in every form that has its own way of being written.</summary>
[TestFixture]
public class ModuleWriterTests
{
    private const int Channels = 4;

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> OnImages = new()
    {
        ["Conv2d"] = () => nn.Conv2d(Channels, 5, 3),
        ["Conv2d without bias"] = () => nn.Conv2d(Channels, 5, 1, bias: false),
        ["Conv2d with stride, padding and dilation"] = () => nn.Conv2d(Channels, 6, 3, stride: 2, padding: 2, dilation: 2),
        ["Conv2d of two sizes"] = () => nn.Conv2d(Channels, 6, (3, 2), stride: (1, 2), padding: (0, 1), dilation: (2, 1)),
        ["Conv2d in groups"] = () => nn.Conv2d(Channels, 6, 3, groups: 2),
        ["Conv2d depthwise"] = () => nn.Conv2d(Channels, Channels, 3, padding: 1, groups: Channels),
        ["Conv2d padded to the same size"] = () => nn.Conv2d(Channels, 5, 3, Padding.Same),
        ["Conv2d padded to the same size, even kernel"] = () => nn.Conv2d(Channels, 5, 4, Padding.Same),
        ["Conv2d without padding by name"] = () => nn.Conv2d(Channels, 5, 3, Padding.Valid),
        ["BatchNorm2d alone"] = () => nn.BatchNorm2d(Channels, eps: 0.01),
        ["BatchNorm2d without affine"] = () => nn.BatchNorm2d(Channels, affine: false),
        ["Conv2d, BatchNorm2d"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5)),
        ["Conv2d, BatchNorm2d without affine"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3, bias: false), nn.BatchNorm2d(5, affine: false)),
        ["BatchNorm2d twice"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5), nn.BatchNorm2d(5)),
        ["ReLU"] = () => nn.ReLU(),
        ["ReLU6"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5, eps: 1e-5), new Scale(6), nn.ReLU6()),
        ["LeakyReLU"] = () => nn.LeakyReLU(0.3),
        ["Hardswish"] = () => nn.Sequential(new Scale(4), nn.Hardswish()),
        ["Hardsigmoid"] = () => nn.Sequential(new Scale(4), nn.Hardsigmoid()),
        ["Sigmoid"] = () => nn.Sigmoid(),
        ["SiLU"] = () => nn.SiLU(),
        ["Tanh"] = () => nn.Tanh(),
        ["MaxPool2d"] = () => nn.MaxPool2d(2),
        ["MaxPool2d with stride and padding"] = () => nn.MaxPool2d(3, stride: 2, padding: 1),
        ["MaxPool2d with dilation"] = () => nn.MaxPool2d(2, stride: 1, dilation: 2),
        ["MaxPool2d in ceil mode"] = () => nn.MaxPool2d(3, stride: 2, ceil_mode: true),
        ["MaxPool2d in ceil mode with padding"] = () => nn.MaxPool2d(3, stride: 3, padding: 1, ceil_mode: true),
        ["MaxPool2d in ceil mode, window past the end"] = () => nn.MaxPool2d(2, stride: 3, padding: 1, ceil_mode: true),
        ["AvgPool2d"] = () => nn.AvgPool2d(2),
        ["AvgPool2d with padding counted"] = () => nn.AvgPool2d(3, stride: 2, padding: 1),
        ["AvgPool2d with padding not counted"] = () => nn.AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false),
        ["AvgPool2d in ceil mode without incomplete windows"] = () => nn.AvgPool2d(2, ceil_mode: true),
        ["AdaptiveAvgPool2d to one"] = () => nn.AdaptiveAvgPool2d(1),
        ["AdaptiveAvgPool2d to a divisor"] = () => nn.AdaptiveAvgPool2d((4, 2)),
        ["AdaptiveMaxPool2d to one"] = () => nn.AdaptiveMaxPool2d(1),
        ["AdaptiveMaxPool2d to a divisor"] = () => nn.AdaptiveMaxPool2d((4, 2)),
        ["Flatten of a part"] = () => nn.Sequential(nn.Flatten(2, 3), nn.Flatten(1, -1)),
        ["Flatten of the front"] = () => nn.Flatten(1, 2),
        ["Flatten of one dimension"] = () => nn.Flatten(1, 1),
        ["Identity"] = () => nn.Identity(),
        ["Dropout"] = () => nn.Dropout(0.5),
        ["Sequential in a sequence"] = () => nn.Sequential(nn.Sequential(nn.ReLU()), nn.Identity()),
        ["ConvBnAct"] = () => new ConvBnAct(Channels, 6, 3, 2, activation: nn.ReLU6()),
        ["ConvBnAct, linear"] = () => new ConvBnAct(Channels, 6, 3),
        ["InvertedResidual with its input added"] = () => new InvertedResidual(Channels, Channels, 1, 6),
        ["InvertedResidual with stride"] = () => new InvertedResidual(Channels, 6, 2, 6),
        ["InvertedResidual without expansion"] = () => new InvertedResidual(Channels, 6, 1, 1),
        ["InvertedResidualV3 with its input added"] = () => new InvertedResidualV3(Channels, 16, Channels, 5, 1, 8, () => nn.Hardswish()),
        ["InvertedResidualV3 without squeeze-and-excite"] = () => new InvertedResidualV3(Channels, 16, 6, 3, 2, null, () => nn.ReLU()),
        ["InvertedResidualV3 without expansion"] = () => new InvertedResidualV3(Channels, Channels, 6, 3, 1, 8, () => nn.ReLU()),
        ["SqueezeExcite"] = () => new SqueezeExcite(Channels, 2, nn.Hardsigmoid()),
        ["SqueezeExcite with a sigmoid"] = () => new SqueezeExcite(Channels, 2, nn.Sigmoid()),
        ["DepthwiseSeparable"] = () => new DepthwiseSeparable(Channels, 6, 2),
        ["BasicBlock with its input added"] = () => new BasicBlock(Channels, Channels, 1),
        ["RepVggBlock with its input"] = () => new RepVggBlock(Channels, Channels, groups: 2),
        ["RepVggBlock with stride"] = () => new RepVggBlock(Channels, 6, 2),
        ["MobileOneBlock depthwise"] = () => new MobileOneBlock(Channels, Channels, 5, 1, Channels, branches: 4),
        ["MobileOneBlock pointwise with squeeze-and-excite"] = () => new MobileOneBlock(Channels, 6, 1, branches: 2, squeezeExcite: true),
        ["BasicBlock with a projection"] = () => new BasicBlock(Channels, 6, 2),
        ["Bottleneck with its input added"] = () => new Bottleneck(Channels, Channels / 4, 1),
        ["Bottleneck with a projection"] = () => new Bottleneck(Channels, 3, 2),
        ["PreActivationBlock with its input added"] = () => new PreActivationBlock(Channels, Channels, 1),
        ["PreActivationBlock with a projection"] = () => new PreActivationBlock(Channels, 6, 2),
        ["InvertedResidual in one sequence"] = () => InvertedResidual.InOneSequence("conv", Channels, Channels, 1, 1, () => nn.ReLU(), bias: true),
        ["ShuffleNetV1Unit with its input added"] = () => new ShuffleNetV1Unit(Channels, Channels, 1, 1, 1),
        ["ShuffleNetV1Unit beside its input"] = () => new ShuffleNetV1Unit(Channels, 12, 2, 2, 2),
        ["ShuffleNetV2Unit in halves"] = () => new ShuffleNetV2Unit(Channels),
        ["ShuffleNetV2Unit with stride"] = () => new ShuffleNetV2Unit(Channels, 6),
        ["ChannelShuffle"] = () => nn.ChannelShuffle(2),
        ["ChannelShuffle of one group"] = () => nn.ChannelShuffle(1),
    };

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> OnVectors = new()
    {
        ["Linear"] = () => nn.Linear(Channels * 64, 7),
        ["Linear without bias"] = () => nn.Linear(Channels * 64, 7, hasBias: false),
        ["Linear, BatchNorm1d"] = () => nn.Sequential(nn.Linear(Channels * 64, 7), nn.BatchNorm1d(7)),
        ["Linear without bias, BatchNorm1d"] = () => nn.Sequential(nn.Linear(Channels * 64, 7, hasBias: false), nn.BatchNorm1d(7)),
        ["BatchNorm1d alone"] = () => nn.BatchNorm1d(Channels * 64),
        ["Softmax"] = () => nn.Sequential(nn.Linear(Channels * 64, 7), nn.Softmax(1)),
        ["LogSoftmax"] = () => nn.Sequential(nn.Linear(Channels * 64, 7), nn.LogSoftmax(-1)),
    };

    private static IEnumerable<string> ImageCases => OnImages.Keys;

    private static IEnumerable<string> VectorCases => OnVectors.Keys;

    [TestCaseSource(nameof(ImageCases))]
    public void Computes_the_same_on_images(string name)
    {
        manual_seed(7);
        using var network = nn.Sequential(("part", OnImages[name]()), ("flatten", nn.Flatten()));
        RequireSame(network);
    }

    [TestCaseSource(nameof(VectorCases))]
    public void Computes_the_same_on_vectors(string name)
    {
        manual_seed(7);
        using var network = nn.Sequential(("flatten", nn.Flatten()), ("part", OnVectors[name]()));
        RequireSame(network);
    }

    [Test]
    public void Hardswish_is_two_nodes_where_the_operator_set_has_none()
    {
        using var network = nn.Sequential(("scale", new Scale(4)), ("act", nn.Hardswish()), ("flatten", nn.Flatten()));
        RequireSame(network, opset: 13);
    }

    private static void RequireSame(nn.Module<Tensor, Tensor> network, int opset = 17)
    {
        Exported.Unsettle(network);
        var model = OnnxExporter.Export(network, new ExportOptions
        {
            Height = 8,
            Width = 8,
            Channels = Channels,
            Opset = opset,
            Writers = new WriterRegistry().Register(new ScaleWriter()),
        });
        Exported.RequireSame(network, model);
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
