using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>MobileNetV3, small and large: a 3×3 stem, inverted residuals with squeeze-and-excite, a 1×1 head and a two-layer classifier.</summary>
/// <remarks>
/// Howard et al., "Searching for MobileNetV3" (2019), tables 1 and 2; channel rounding, checkpoint names and initialisation
/// as in torchvision. The CIFAR stem has stride 1 instead of 2, and <see cref="ModelOptions.Stage2Stride"/> 1 keeps the
/// resolution of 32×32 images once more.
/// </remarks>
public sealed class MobileNetV3 : ImageClassifier
{
    private const long StemChannels = 16;
    private const long HeadFactor = 6;
    private const long StrideChoiceChannels = 24;

    private static readonly Func<nn.Module<Tensor, Tensor>> Relu = () => nn.ReLU(inplace: true);
    private static readonly Func<nn.Module<Tensor, Tensor>> HardSwish = () => nn.Hardswish();

    //  kernel, hidden channels and channels at width 1, squeeze-and-excite, activation, stride
    private static readonly Layer[] Small =
    [
        new(3, 16, 16, true, Relu, 2),
        new(3, 72, 24, false, Relu, 2), new(3, 88, 24, false, Relu, 1),
        new(5, 96, 40, true, HardSwish, 2), new(5, 240, 40, true, HardSwish, 1), new(5, 240, 40, true, HardSwish, 1),
        new(5, 120, 48, true, HardSwish, 1), new(5, 144, 48, true, HardSwish, 1),
        new(5, 288, 96, true, HardSwish, 2), new(5, 576, 96, true, HardSwish, 1), new(5, 576, 96, true, HardSwish, 1),
    ];

    private static readonly Layer[] Large =
    [
        new(3, 16, 16, false, Relu, 1),
        new(3, 64, 24, false, Relu, 2), new(3, 72, 24, false, Relu, 1),
        new(5, 72, 40, true, Relu, 2), new(5, 120, 40, true, Relu, 1), new(5, 120, 40, true, Relu, 1),
        new(3, 240, 80, false, HardSwish, 2), new(3, 200, 80, false, HardSwish, 1),
        new(3, 184, 80, false, HardSwish, 1), new(3, 184, 80, false, HardSwish, 1),
        new(3, 480, 112, true, HardSwish, 1), new(3, 672, 112, true, HardSwish, 1),
        new(5, 672, 160, true, HardSwish, 2), new(5, 960, 160, true, HardSwish, 1), new(5, 960, 160, true, HardSwish, 1),
    ];

    //  name, layers, hidden channels of the classifier at width 1
    internal static readonly IReadOnlyList<(string Name, Layer[] Layers, long ClassifierChannels)> Variants =
    [
        ("mobilenetv3-small", Small, 1024),
        ("mobilenetv3-large", Large, 1280),
    ];

    internal MobileNetV3(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options))
    {
        Initialization.KaimingConvolutions(this);
        foreach (var linear in Stages.Select(stage => stage.Module).OfType<Linear>())
        {
            Initialization.Normal(linear, standardDeviation: 0.01);
        }
    }

    // Parts: the features, then pool, flatten and the classifier's linear, activation, dropout and linear.
    private MobileNetV3(string name, int classes, IReadOnlyList<nn.Module<Tensor, Tensor>> parts)
        : base(name, classes)
    {
        var features = parts.SkipLast(6).ToArray();
        var classifier = parts.TakeLast(4).ToArray();
        register_module("features", nn.Sequential(features.Select((block, index) => (index.ToString(), block)).ToArray()));
        register_module("pool", parts[^6]);
        register_module("flatten", parts[^5]);
        register_module("classifier", nn.Sequential(classifier.Select((layer, index) => (index.ToString(), layer)).ToArray()));
        Stages =
        [
            .. features.Select((block, index) => new Stage($"features.{index}", block)),
            new("pool", parts[^6]),
            new("flatten", parts[^5]),
            .. classifier.Select((layer, index) => new Stage($"classifier.{index}", layer)),
        ];
    }

    /// <summary>features.0 (stem) … features.12 or .16 (head), pool, flatten, classifier.0 … classifier.3.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileNetV3 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage.Module.Rebuild(layer))]);

    private static List<nn.Module<Tensor, Tensor>> Draw(string name, ModelOptions options)
    {
        long Scaled(long unscaled) => ChannelRounding.Scale(unscaled, options.Width);
        var (_, layers, unscaledClassifier) = Variants.Single(variant => variant.Name == name);
        var channels = Scaled(StemChannels);
        var stemStride = options.Stem == ModelOptions.ImageNetStem ? 2 : 1;
        List<nn.Module<Tensor, Tensor>> parts = [InvertedResidualV3.Convolution(3, channels, 3, stemStride, activation: nn.Hardswish())];
        foreach (var layer in layers)
        {
            var (hidden, next) = (Scaled(layer.Hidden), Scaled(layer.Channels));
            var stride = layer is { Channels: StrideChoiceChannels, Stride: 2 } ? options.Stage2Stride : layer.Stride;
            long? squeezed = layer.SqueezeExcite ? ChannelRounding.Scale(hidden / 4, 1) : null;
            parts.Add(new InvertedResidualV3(channels, hidden, next, layer.Kernel, stride, squeezed, layer.Activation));
            channels = next;
        }

        var (head, classifier) = (HeadFactor * channels, Scaled(unscaledClassifier));
        parts.AddRange(
        [
            InvertedResidualV3.Convolution(channels, head, 1, activation: nn.Hardswish()),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(head, classifier),
            nn.Hardswish(),
            nn.Dropout(options.Dropout),
            nn.Linear(classifier, options.Classes),
        ]);
        return parts;
    }

    /// <summary>One row of the papers' tables.</summary>
    internal sealed record Layer(
        long Kernel, long Hidden, long Channels, bool SqueezeExcite, Func<nn.Module<Tensor, Tensor>> Activation, long Stride);
}
