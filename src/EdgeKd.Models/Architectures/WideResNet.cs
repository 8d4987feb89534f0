using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The wide ResNets of the distillation benchmarks: depth 6n+4 with n pre-activation blocks in each of three stages.</summary>
/// <remarks>
/// <para>
/// Zagoruyko and Komodakis, "Wide Residual Networks" (2016), without dropout; names, shapes and initialisation as in
/// mdistiller. The pooling is global.
/// </para>
/// <para>
/// A block's output is linear: the pre-activation of block1 is what the first normalisation of block2 makes of it, and so on.
/// mdistiller computes that a second time for its list of features, which updates the running statistics of these three
/// normalisations twice a training step (an effective momentum of 0.19 instead of 0.1). Here it is read where it is computed
/// anyway, and each step updates them once.
/// </para>
/// </remarks>
public sealed class WideResNet : ImageClassifier
{
    //  name, blocks a stage, width (16k, 32k, 64k channels; first strides 1, 2, 2)
    internal static readonly IReadOnlyList<(string Name, int BlocksPerStage, int Width)> Variants =
    [
        ("wrn_16_1", 2, 1),
        ("wrn_16_2", 2, 2),
        ("wrn_40_1", 6, 1),
        ("wrn_40_2", 6, 2),
    ];

    private const int StageCount = 3;
    private const long StemChannels = 16;

    internal WideResNet(string name, ModelOptions options)
        : this(name, options.Classes, Draw(name, options.Classes))
    {
        Initialization.KaimingConvolutions(this);
        nn.init.zeros_(((Linear)Stages[^1].Module).bias!);
    }

    private WideResNet(string name, int classes, IReadOnlyList<Stage> stages)
        : base(name, classes)
    {
        Stages = stages;
        foreach (var (stage, module) in stages)
        {
            register_module(stage, module);
        }
    }

    /// <summary>conv1, block1, block2, block3, bn1, relu, pool, flatten, fc.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override WideResNet Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ArchitectureName, ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    /// <summary>Of a block, what the next normalisation makes of its output; of the other stages as everywhere.</summary>
    public override Action ObservePreActivation(string stage, Action<Tensor> observe)
    {
        foreach (var (block, next) in Stages.Zip(Stages.Skip(1)))
        {
            if (block.Name == stage && block.Module is Sequential)
            {
                return PreActivation.After(next.Module is Sequential blocks ? FirstBlock(blocks).Norm : next.Module, observe);
            }
        }

        return base.ObservePreActivation(stage, observe);
    }

    // A stage is a sequence that holds the sequence 'layer': so the checkpoints have it.
    private static PreActivationBlock FirstBlock(Sequential stage) => (PreActivationBlock)stage.children().Single().children().First();

    private static List<Stage> Draw(string name, int classes)
    {
        var (_, count, width) = Variants.Single(variant => variant.Name == name);
        List<Stage> stages = [new("conv1", nn.Conv2d(3, StemChannels, 3, padding: 1, bias: false))];
        var channels = StemChannels;
        for (var stage = 0; stage < StageCount; stage++)
        {
            List<(string, nn.Module<Tensor, Tensor>)> blocks = [];
            var next = (StemChannels << stage) * width;
            for (var block = 0; block < count; block++)
            {
                blocks.Add((block.ToString(), new PreActivationBlock(channels, next, stage > 0 && block == 0 ? 2 : 1)));
                channels = next;
            }

            stages.Add(new($"block{stage + 1}", nn.Sequential(("layer", nn.Sequential(blocks.ToArray())))));
        }

        return
        [
            .. stages,
            new("bn1", nn.BatchNorm2d(channels)),
            new("relu", nn.ReLU(inplace: true)),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("fc", nn.Linear(channels, classes)),
        ];
    }
}
