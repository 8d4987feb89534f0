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
        : this(options.Classes, Draw(options))
    {
    }

    // Parts: the stem and the blocks, then pool, flatten and classifier.
    private MobileNetV1(int classes, IReadOnlyList<nn.Module<Tensor, Tensor>> parts)
        : base(ModelName, classes)
    {
        var model = parts.SkipLast(3).ToArray();
        register_module("model", nn.Sequential(model.Select((block, index) => (index.ToString(), block)).ToArray()));
        register_module("pool", parts[^3]);
        register_module("flatten", parts[^2]);
        register_module("fc", parts[^1]);
        Stages =
        [
            .. model.Select((block, index) => new Stage($"model.{index}", block)),
            new("pool", parts[^3]),
            new("flatten", parts[^2]),
            new("fc", parts[^1]),
        ];
    }

    /// <summary>model.0 (stem) … model.13, pool, flatten, fc.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileNetV1 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage.Module.Rebuild(layer))]);

    private static List<nn.Module<Tensor, Tensor>> Draw(ModelOptions options)
    {
        var channels = ChannelRounding.Scale(StemChannels, options.Width);
        var stemStride = options.Stem == ModelOptions.ImageNetStem ? 2 : 1;
        List<nn.Module<Tensor, Tensor>> parts = [new ConvBnAct(3, channels, 3, stemStride, activation: nn.ReLU(inplace: true))];
        foreach (var (unscaled, stride) in Layers)
        {
            var next = ChannelRounding.Scale(unscaled, options.Width);
            parts.Add(new DepthwiseSeparable(channels, next, stride));
            channels = next;
        }

        parts.AddRange([nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, options.Classes)]);
        return parts;
    }
}
