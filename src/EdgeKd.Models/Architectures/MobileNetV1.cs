using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>MobileNetV1: a 3×3 stem and thirteen depthwise separable convolutions.</summary>
/// <remarks>
/// Howard et al., "MobileNets" (2017); checkpoint names as in mdistiller (model.0 … model.13, fc), weights drawn with
/// libtorch's own initialisation as there. The CIFAR stem has stride 1 instead of 2.
/// </remarks>
public sealed class MobileNetV1 : ImageClassifier
{
    internal const string ModelName = "mobilenetv1";

    private const long StemChannels = 32;

    //  channels at width 1, stride
    private static readonly (long Channels, long Stride)[] Layers =
    [
        (64, 1),
        (128, 2), (128, 1),
        (256, 2), (256, 1),
        (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
        (1024, 2), (1024, 1),
    ];

    internal MobileNetV1(ModelOptions options)
        : base(ModelName, options.Classes)
    {
        var channels = ChannelRounding.Scale(StemChannels, options.Width);
        var stemStride = options.Stem == ModelOptions.ImageNetStem ? 2 : 1;
        List<nn.Module<Tensor, Tensor>> model = [new ConvBnAct(3, channels, 3, stemStride, activation: nn.ReLU())];
        foreach (var (unscaled, stride) in Layers)
        {
            var next = ChannelRounding.Scale(unscaled, options.Width);
            model.Add(new DepthwiseSeparable(channels, next, stride));
            channels = next;
        }

        var pool = nn.AdaptiveAvgPool2d(1);
        var flatten = nn.Flatten();
        var classifier = nn.Linear(channels, options.Classes);
        register_module("model", nn.Sequential(model.Select((block, index) => (index.ToString(), block)).ToArray()));
        register_module("pool", pool);
        register_module("flatten", flatten);
        register_module("fc", classifier);
        Stages =
        [
            .. model.Select((block, index) => new Stage($"model.{index}", block)),
            new("pool", pool),
            new("flatten", flatten),
            new("fc", classifier),
        ];
    }

    /// <summary>model.0 (stem) … model.13, pool, flatten, fc.</summary>
    public override IReadOnlyList<Stage> Stages { get; }
}
