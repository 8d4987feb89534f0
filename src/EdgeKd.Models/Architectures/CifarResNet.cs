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

    internal CifarResNet(string name, ModelOptions options)
        : base(name, options.Classes)
    {
        if (options.Width != 1 || options.Stem != ModelOptions.CifarStem)
        {
            throw new ArgumentException(
                $"{name} has one width and one stem: leave width at 1 and stem at '{ModelOptions.CifarStem}', or choose a MobileNet.");
        }

        var (_, blocksPerStage, channels) = Variants.Single(variant => variant.Name == name);

        Stem = new ConvBnAct(3, channels[0], 3, activation: nn.ReLU());
        register_module("conv1", Stem.Conv);
        register_module("bn1", Stem.Norm);
        var stages = new List<Stage> { new("stem", Stem) };
        for (var s = 1; s <= 3; s++)
        {
            stages.Add(Child($"layer{s}", Layer(blocksPerStage, channels[s - 1], channels[s], firstStride: s == 1 ? 1 : 2)));
        }

        stages.Add(Child("pool", nn.AdaptiveAvgPool2d(1)));
        stages.Add(Child("flatten", nn.Flatten()));
        stages.Add(Child("fc", nn.Linear(channels[3], options.Classes)));
        Stages = stages;

        Initialization.KaimingConvolutions(this);
    }

    /// <summary>conv1, bn1 and the activation.</summary>
    public ConvBnAct Stem { get; }

    /// <summary>stem, layer1, layer2, layer3, pool, flatten, fc.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    private static Sequential Layer(int blocks, long inputChannels, long outputChannels, long firstStride) =>
        nn.Sequential(Enumerable.Range(0, blocks).Select(i => (
            i.ToString(),
            (nn.Module<Tensor, Tensor>)new BasicBlock(i == 0 ? inputChannels : outputChannels, outputChannels, i == 0 ? firstStride : 1))).ToArray());

    private Stage Child(string name, nn.Module<Tensor, Tensor> module)
    {
        register_module(name, module);
        return new Stage(name, module);
    }
}
