using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>MobileNetV2: a 3×3 stem, seventeen inverted residuals, a 1×1 head and a linear classifier.</summary>
/// <remarks>
/// Sandler et al. (2018), table 2; channel rounding, checkpoint names and initialisation as in torchvision. The CIFAR stem
/// has stride 1 instead of 2, and <see cref="ModelOptions.Stage2Stride"/> 1 keeps the resolution of 32×32 images once more.
/// </remarks>
public sealed class MobileNetV2 : ImageClassifier
{
    internal const string ModelName = "mobilenetv2";

    private const long StemChannels = 32;
    private const long HeadChannels = 1280;
    private const int StrideChoiceLayer = 1;

    //  expansion, channels at width 1, blocks, first stride
    private static readonly (long Expansion, long Channels, int Blocks, long Stride)[] Layers =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    internal MobileNetV2(ModelOptions options)
        : this(options.Classes, Draw(options))
    {
        Initialization.KaimingConvolutions(this);
        Initialization.Normal((Linear)Stages[^1].Module, standardDeviation: 0.01);
    }

    // Parts: the features, then pool, flatten, dropout and classifier.
    private MobileNetV2(int classes, IReadOnlyList<nn.Module<Tensor, Tensor>> parts)
        : base(ModelName, classes)
    {
        var features = parts.SkipLast(4).ToArray();
        register_module("features", nn.Sequential(features.Select((block, index) => (index.ToString(), block)).ToArray()));
        register_module("pool", parts[^4]);
        register_module("flatten", parts[^3]);
        register_module("classifier", nn.Sequential(("0", parts[^2]), ("1", parts[^1])));
        Stages =
        [
            .. features.Select((block, index) => new Stage($"features.{index}", block)),
            new("pool", parts[^4]),
            new("flatten", parts[^3]),
            new("classifier.0", parts[^2]),
            new("classifier.1", parts[^1]),
        ];
    }

    /// <summary>features.0 (stem) … features.18 (head), pool, flatten, classifier.0 (dropout), classifier.1.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileNetV2 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage.Module.Rebuild(layer))]);

    private static List<nn.Module<Tensor, Tensor>> Draw(ModelOptions options)
    {
        var channels = ChannelRounding.Scale(StemChannels, options.Width);
        var stemStride = options.Stem == ModelOptions.ImageNetStem ? 2 : 1;
        List<nn.Module<Tensor, Tensor>> parts = [new ConvBnAct(3, channels, 3, stemStride, activation: nn.ReLU6(inplace: true))];
        foreach (var (layer, (expansion, unscaled, blocks, tableStride)) in Layers.Index())
        {
            var next = ChannelRounding.Scale(unscaled, options.Width);
            var firstStride = layer == StrideChoiceLayer ? options.Stage2Stride : tableStride;
            for (var block = 0; block < blocks; block++)
            {
                parts.Add(new InvertedResidual(channels, next, block == 0 ? firstStride : 1, expansion));
                channels = next;
            }
        }

        // A narrow network keeps the full head (torchvision: last_channel is scaled by max(1, width)).
        var head = ChannelRounding.Scale(HeadChannels, Math.Max(1, options.Width));
        parts.Add(new ConvBnAct(channels, head, 1, activation: nn.ReLU6(inplace: true)));
        parts.AddRange([nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(options.Dropout), nn.Linear(head, options.Classes)]);
        return parts;
    }
}
