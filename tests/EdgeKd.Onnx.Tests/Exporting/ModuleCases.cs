using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Every module type, in every form that has its own way of being written.</summary>
internal static class ModuleCases
{
    /// <summary>Channels of the 8×8 images.</summary>
    public const int Channels = 4;

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
        ["Conv2d padded by reflection"] = () => nn.Conv2d(Channels, 5, 3, padding: 2, padding_mode: PaddingModes.Reflect),
        ["Conv2d padded by its edge"] = () => nn.Conv2d(Channels, 5, (3, 5), padding: (1, 2), stride: (2, 2), padding_mode: PaddingModes.Replicate),
        ["Conv2d padded by the other side"] = () => nn.Conv2d(Channels, 5, (5, 3), padding: (2, 1), padding_mode: PaddingModes.Circular),
        ["Conv2d padded by the other side in one direction"] = () => nn.Conv2d(Channels, 5, (1, 3), padding: (0, 1), padding_mode: PaddingModes.Circular),
        ["Conv2d padded by reflection to the same size"] = () => nn.Conv2d(Channels, 5, 4, Padding.Same, padding_mode: PaddingModes.Reflect),
        ["Conv2d, BatchNorm2d, padded by reflection"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3, padding: 1, padding_mode: PaddingModes.Reflect), nn.BatchNorm2d(5)),
        ["BatchNorm2d alone"] = () => nn.BatchNorm2d(Channels, eps: 0.01),
        ["BatchNorm2d without affine"] = () => nn.BatchNorm2d(Channels, affine: false),
        ["Conv2d, BatchNorm2d"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5)),
        ["Conv2d, BatchNorm2d without affine"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3, bias: false), nn.BatchNorm2d(5, affine: false)),
        ["BatchNorm2d twice"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5), nn.BatchNorm2d(5)),
        ["ReLU"] = () => nn.ReLU(),
        ["ReLU6"] = () => nn.Sequential(nn.Conv2d(Channels, 5, 3), nn.BatchNorm2d(5, eps: 1e-5), new ModuleWriterTests.Scale(6), nn.ReLU6()),
        ["LeakyReLU"] = () => nn.LeakyReLU(0.3),
        ["Hardswish"] = () => nn.Sequential(new ModuleWriterTests.Scale(4), nn.Hardswish()),
        ["Hardsigmoid"] = () => nn.Sequential(new ModuleWriterTests.Scale(4), nn.Hardsigmoid()),
        ["Sigmoid"] = () => nn.Sigmoid(),
        ["GELU"] = () => nn.Sequential(new ModuleWriterTests.Scale(3), nn.GELU()),
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
        ["AvgPool2d in ceil mode"] = () => nn.AvgPool2d(3, stride: 2, ceil_mode: true),
        ["AvgPool2d in ceil mode, padding counted"] = () => nn.AvgPool2d(3, stride: 3, padding: 1, ceil_mode: true),
        ["AvgPool2d in ceil mode, padding not counted"] = () => nn.AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false),
        ["AvgPool2d of two sizes in ceil mode"] = () => nn.AvgPool2d((2, 5), stride: (3, 2), padding: (1, 2), ceil_mode: true),
        ["AvgPool2d with a divisor"] = () => nn.AvgPool2d(2, divisor_override: 3),
        ["AvgPool2d with a divisor in ceil mode"] = () => nn.AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true, divisor_override: 5),
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
        ["Residual of a convolution"] = () => new Residual(nn.Sequential(nn.Conv2d(Channels, Channels, 3, padding: 1), nn.BatchNorm2d(Channels))),
        ["Residual with a shortcut"] = () => new Residual(nn.Conv2d(Channels, 6, 3, stride: 2, padding: 1), nn.Conv2d(Channels, 6, 1, stride: 2)),
        ["Residual of nothing"] = () => new Residual(nn.Identity(), nn.ReLU()),
        ["Concatenation"] = () => new Concatenation(nn.Conv2d(Channels, 3, 3, padding: 1), nn.Identity(), nn.Sequential(nn.MaxPool2d(3, stride: 1, padding: 1), nn.Conv2d(Channels, 2, 1), nn.BatchNorm2d(2))),
        ["Concatenation of one"] = () => new Concatenation(nn.ReLU()),
        ["Residual of a concatenation, squeezed"] = () => nn.Sequential(
            new Residual(new Concatenation(nn.Conv2d(Channels, 2, 1), nn.Conv2d(Channels, 2, 3, padding: 1, groups: 2))), new SqueezeExcite(Channels, 2, nn.Hardsigmoid()), nn.Hardswish()),
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
        ["Residual of vectors"] = () => new Residual(nn.Sequential(nn.Linear(Channels * 64, 5), nn.GELU(), nn.Linear(5, Channels * 64))),
        ["Concatenation of vectors"] = () => new Concatenation(nn.Linear(Channels * 64, 5), nn.Linear(Channels * 64, 2)),
        ["Softmax"] = () => nn.Sequential(nn.Linear(Channels * 64, 7), nn.Softmax(1)),
        ["LogSoftmax"] = () => nn.Sequential(nn.Linear(Channels * 64, 7), nn.LogSoftmax(-1)),
    };

    /// <summary>The names of the cases.</summary>
    public static IEnumerable<string> Names => OnImages.Keys.Concat(OnVectors.Keys);

    /// <summary>A network around the module of a case, always with the same weights.</summary>
    public static nn.Module<Tensor, Tensor> Create(string name)
    {
        manual_seed(7);
        nn.Module<Tensor, Tensor> network = OnImages.TryGetValue(name, out var part)
            ? nn.Sequential(("part", part()), ("flatten", nn.Flatten()))
            : nn.Sequential(("flatten", nn.Flatten()), ("part", OnVectors[name]()));
        Exported.Unsettle(network);
        return network;
    }

    /// <summary>How the cases are exported.</summary>
    public static ExportOptions Options(int opset) => new()
    {
        Height = 8,
        Width = 8,
        Channels = Channels,
        Opset = opset,
        Writers = new WriterRegistry().Register(new ModuleWriterTests.ScaleWriter()),
    };
}
