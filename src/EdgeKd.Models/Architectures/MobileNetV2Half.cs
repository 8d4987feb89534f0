using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The MobileNetV2 of half width of the CIFAR distillation benchmarks.</summary>
/// <remarks>
/// After Sandler et al. (2018), table 2, with ReLU instead of ReLU6, an expansion in every block, and half of each channel
/// count, not rounded; the stem halves 32×32 images. Names, shapes and initialisation as mdistiller's MobileNetV2 for CIFAR.
/// The pooling is global, which on 32×32 images is the same.
/// </remarks>
public sealed class MobileNetV2Half : ImageClassifier
{
    internal const string ModelName = "mobilenetv2-half";

    private const long StemChannels = 16;
    private const long HeadChannels = 1280;

    //  expansion, channels, blocks, first stride
    private static readonly (long Expansion, long Channels, int Blocks, long Stride)[] Layers =
    [
        (1, 8, 1, 1),
        (6, 12, 2, 1),
        (6, 16, 3, 2),
        (6, 32, 4, 2),
        (6, 48, 3, 1),
        (6, 80, 3, 2),
        (6, 160, 1, 1),
    ];

    internal MobileNetV2Half(ModelOptions options)
        : this(options.Classes, Draw(options.Classes))
    {
        Initialization.KaimingConvolutions(this);
        Initialization.Normal((Linear)Stages[^1].Module, standardDeviation: 0.01);
    }

    private MobileNetV2Half(int classes, IReadOnlyList<Stage> stages)
        : base(ModelName, classes)
    {
        Stages = stages;
        register_module(stages[0].Name, stages[0].Module);
        register_module("blocks", nn.Sequential(
            stages.Skip(1).Take(Layers.Length).Select((stage, index) => (index.ToString(), stage.Module)).ToArray()));
        foreach (var (stage, module) in stages.Skip(1 + Layers.Length).SkipLast(1))
        {
            register_module(stage, module);
        }

        register_module("classifier", nn.Sequential(("0", stages[^1].Module)));
    }

    /// <summary>conv1, blocks.0 … blocks.6, conv2, pool, flatten, classifier.0.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override MobileNetV2Half Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(int classes)
    {
        List<Stage> stages = [new("conv1", new ConvBnAct(3, StemChannels, 3, 2, activation: nn.ReLU(inplace: true)))];
        var channels = StemChannels;
        foreach (var (index, (expansion, next, count, firstStride)) in Layers.Index())
        {
            List<(string, nn.Module<Tensor, Tensor>)> blocks = [];
            for (var block = 0; block < count; block++)
            {
                var stride = block == 0 ? firstStride : 1;
                blocks.Add((block.ToString(), InvertedResidual.InOneSequence("conv", channels, next, stride, expansion, () => nn.ReLU(inplace: true), bias: false)));
                channels = next;
            }

            stages.Add(new($"blocks.{index}", nn.Sequential(blocks.ToArray())));
        }

        return
        [
            .. stages,
            new("conv2", new ConvBnAct(channels, HeadChannels, 1, activation: nn.ReLU(inplace: true))),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("classifier.0", nn.Linear(HeadChannels, classes)),
        ];
    }
}
