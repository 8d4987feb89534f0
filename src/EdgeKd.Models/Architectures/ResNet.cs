using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The ResNets of four stages: torchvision's for large images, and the distillation benchmarks' for small ones.</summary>
/// <remarks>
/// He et al., "Deep Residual Learning for Image Recognition" (2016), table 1. Names, shapes and initialisation of resnet18, 34
/// and 50 as in torchvision; of the networks for CIFAR as mdistiller's ResNet18, 34 and 50, whose stem is a 3×3 convolution
/// without a pooling, and whose projections are called shortcut and the classifier linear. The pooling is global.
/// </remarks>
public sealed class ResNet : ImageClassifier
{
    //  name, bottlenecks, blocks of the four stages (64, 128, 256, 512 channels; first strides 1, 2, 2, 2)
    internal static readonly IReadOnlyList<(string Name, bool Bottlenecks, int[] Blocks)> Variants =
    [
        ("resnet18", false, [2, 2, 2, 2]),
        ("resnet34", false, [3, 4, 6, 3]),
        ("resnet50", true, [3, 4, 6, 3]),
        ("resnet18-cifar", false, [2, 2, 2, 2]),
        ("resnet34-cifar", false, [3, 4, 6, 3]),
        ("resnet50-cifar", true, [3, 4, 6, 3]),
    ];

    private const string CifarSuffix = "-cifar";
    private const long StemChannels = 64;

    internal ResNet(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options.Classes))
    {
        Initialization.KaimingConvolutions(this);
    }

    // Stages: the stem, max pooling where there is one, the four layers, pool, flatten and the classifier.
    private ResNet(string name, int classes, IReadOnlyList<Stage> stages)
        : base(name, classes)
    {
        Stages = stages;
        ((ConvBnAct)stages[0].Module).RegisterAs(this, 1, "relu");
        foreach (var (stage, module) in stages.Skip(1))
        {
            register_module(stage, module);
        }
    }

    /// <summary>stem, maxpool (not in the networks for CIFAR), layer1 … layer4, pool, flatten, and fc or linear.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    internal static string StemOf(string name) => IsForCifar(name) ? ModelOptions.CifarStem : ModelOptions.ImageNetStem;

    /// <inheritdoc/>
    public override ResNet Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static bool IsForCifar(string name) => name.EndsWith(CifarSuffix, StringComparison.Ordinal);

    private static List<Stage> Draw(string name, int classes)
    {
        var (_, bottlenecks, blocks) = Variants.Single(variant => variant.Name == name);
        var cifar = IsForCifar(name);
        List<Stage> stages = cifar
            ? [new("stem", new ConvBnAct(3, StemChannels, 3, activation: nn.ReLU(inplace: true)))]
            : [new("stem", new ConvBnAct(3, StemChannels, 7, 2, activation: nn.ReLU(inplace: true))), new("maxpool", nn.MaxPool2d(3, stride: 2, padding: 1))];
        var channels = StemChannels;
        foreach (var (stage, count) in blocks.Index())
        {
            List<(string, nn.Module<Tensor, Tensor>)> layer = [];
            for (var block = 0; block < count; block++)
            {
                var inner = StemChannels << stage;
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var shortcut = cifar ? "shortcut" : BasicBlock.Downsample;
                layer.Add((block.ToString(), bottlenecks
                    ? new Bottleneck(channels, inner, stride, shortcut)
                    : new BasicBlock(channels, inner, stride, shortcut)));
                channels = bottlenecks ? inner * Bottleneck.Expansion : inner;
            }

            stages.Add(new($"layer{stage + 1}", nn.Sequential(layer.ToArray())));
        }

        return
        [
            .. stages,
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new(cifar ? "linear" : "fc", nn.Linear(channels, classes)),
        ];
    }
}
