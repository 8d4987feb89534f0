using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The CIFAR ResNets of the distillation benchmarks: depth 6n+2 with n basic blocks in each of three stages.</summary>
/// <remarks>
/// He et al. (2016), section 4.2, with projection shortcuts; names, shapes and initialisation as in the benchmark
/// collection mdistiller. The pooling is global, so other sizes than 32×32 work too.
/// </remarks>
public sealed class CifarResNet : ImageClassifier
{
    //  name, blocks a stage, channels of stem and stages 1 to 3 (their first strides are 1, 2, 2)
    internal static readonly IReadOnlyList<(string Name, int BlocksPerStage, int[] Channels)> Variants =
    [
        ("resnet8", 1, [16, 16, 32, 64]),
        ("resnet14", 2, [16, 16, 32, 64]),
        ("resnet20", 3, [16, 16, 32, 64]),
        ("resnet32", 5, [16, 16, 32, 64]),
        ("resnet44", 7, [16, 16, 32, 64]),
        ("resnet56", 9, [16, 16, 32, 64]),
        ("resnet110", 18, [16, 16, 32, 64]),
        ("resnet8x4", 1, [32, 64, 128, 256]),
        ("resnet32x4", 5, [32, 64, 128, 256]),
    ];

    private static readonly string[] StageNames = ["stem", "layer1", "layer2", "layer3", "pool", "flatten", "fc"];

    internal CifarResNet(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options.Classes))
    {
        Initialization.KaimingConvolutions(this);
    }

    // Parts: the stem, the three layers, pool, flatten and fc.
    private CifarResNet(string name, int classes, IReadOnlyList<nn.Module<Tensor, Tensor>> parts)
        : base(name, classes)
    {
        Stem = (ConvBnAct)parts[0];
        Stem.RegisterAs(this, 1, "relu");
        foreach (var (stage, module) in StageNames.Zip(parts).Skip(1))
        {
            register_module(stage, module);
        }

        Stages = [.. StageNames.Zip(parts, (stage, module) => new Stage(stage, module))];
    }

    /// <summary>conv1, bn1 and the activation.</summary>
    public ConvBnAct Stem { get; }

    /// <summary>stem, layer1, layer2, layer3, pool, flatten, fc.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override CifarResNet Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage.Module.Rebuild(layer))]);

    private static nn.Module<Tensor, Tensor>[] Draw(string name, int classes)
    {
        var (_, blocks, channels) = Variants.Single(variant => variant.Name == name);
        return
        [
            new ConvBnAct(3, channels[0], 3, activation: nn.ReLU(inplace: true)),
            Layer(blocks, channels[0], channels[1], firstStride: 1),
            Layer(blocks, channels[1], channels[2], firstStride: 2),
            Layer(blocks, channels[2], channels[3], firstStride: 2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(channels[3], classes),
        ];
    }

    private static Sequential Layer(int blocks, long inputChannels, long outputChannels, long firstStride) =>
        nn.Sequential(Enumerable.Range(0, blocks).Select(i => (
            i.ToString(),
            (nn.Module<Tensor, Tensor>)new BasicBlock(i == 0 ? inputChannels : outputChannels, outputChannels, i == 0 ? firstStride : 1))).ToArray());
}
