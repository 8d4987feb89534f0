using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The MobileNetV2 of the Tiny-ImageNet distillation benchmarks, for images of 64×64.</summary>
/// <remarks>
/// After Sandler et al. (2018), table 2, with biases in all convolutions, an expansion in every block, a 1×1 stem that pads by one
/// pixel and keeps the resolution, and a 1×1 convolution of the pooled map as the classifier. Names and shapes as mdistiller's
/// MobileNetV2 for Tiny-ImageNet; weights drawn with libtorch's own initialisation as there.
/// </remarks>
public sealed class MobileNetV2Tiny : ImageClassifier
{
    internal const string ModelName = "mobilenetv2-tiny";

    private const long StemChannels = 32;
    private const long HeadChannels = 1280;
    private const string ClassifierName = "conv2";

    //  expansion, channels, blocks, first stride
    private static readonly (long Expansion, long Channels, int Blocks, long Stride)[] Layers =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 1),
        (6, 320, 1, 1),
    ];

    internal MobileNetV2Tiny(ModelOptions options)
        : this(options.Classes, Draw(options.Classes))
    {
    }

    private MobileNetV2Tiny(int classes, IReadOnlyList<Stage> stages)
        : base(ModelName, classes)
    {
        Stages = stages;
        foreach (var (stage, module) in stages.SkipLast(1))
        {
            register_module(stage, module);
        }

        // One stage, since what the classifier sees is the pooled feature; in checkpoints the convolution stands alone.
        var classifier = stages[^1].Module.children().ToArray();
        register_module(ClassifierName, classifier[0]);
        register_module("flatten", classifier[1]);
    }

    /// <summary>pre, stage1 … stage7, conv1, pool, conv2 (the classifier, flattened).</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileNetV2Tiny Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(int classes)
    {
        List<Stage> stages = [new("pre", nn.Sequential(nn.Conv2d(3, StemChannels, 1, padding: 1), nn.BatchNorm2d(StemChannels), nn.ReLU6(inplace: true)))];
        var channels = StemChannels;
        foreach (var (index, (expansion, next, count, firstStride)) in Layers.Index())
        {
            List<(string, nn.Module<Tensor, Tensor>)> blocks = [];
            for (var block = 0; block < count; block++)
            {
                var stride = block == 0 ? firstStride : 1;
                blocks.Add((block.ToString(), InvertedResidual.InOneSequence("residual", channels, next, stride, expansion, () => nn.ReLU6(inplace: true), bias: true)));
                channels = next;
            }

            stages.Add(new($"stage{index + 1}", count == 1 ? blocks[0].Item2 : nn.Sequential(blocks.ToArray())));
        }

        return
        [
            .. stages,
            new("conv1", new ConvBnAct(channels, HeadChannels, 1, activation: nn.ReLU6(inplace: true), bias: true)),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new(ClassifierName, nn.Sequential(nn.Conv2d(HeadChannels, classes, 1), nn.Flatten())),
        ];
    }
}
