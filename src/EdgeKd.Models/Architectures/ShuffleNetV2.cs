using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>ShuffleNetV2 1×, for small images: a 1×1 stem, three stages of shuffled units and a 1×1 head.</summary>
/// <remarks>
/// Ma et al., "ShuffleNet V2" (2018), table 5, with a stem that keeps the resolution. Names and shapes as mdistiller's ShuffleV2;
/// weights drawn with libtorch's own initialisation as there. The pooling is global: on 32×32 images the same, and larger ones,
/// on which the original's fixed window does not fit its classifier, work too.
/// </remarks>
public sealed class ShuffleNetV2 : ImageClassifier
{
    internal const string ModelName = "shufflenetv2";

    private const long StemChannels = 24;
    private const long HeadChannels = 1024;

    //  channels, units (the first halves the resolution)
    private static readonly (long Channels, int Units)[] Layers = [(116, 4), (232, 8), (464, 4)];

    internal ShuffleNetV2(ModelOptions options)
        : this(options.Classes, Draw(options.Classes))
    {
    }

    private ShuffleNetV2(int classes, IReadOnlyList<Stage> stages)
        : base(ModelName, classes)
    {
        Stages = stages;
        ((ConvBnAct)stages[0].Module).RegisterAs(this, 1);
        foreach (var (stage, module) in stages.Skip(1))
        {
            if (module is ConvBnAct head)
            {
                head.RegisterAs(this, 2);
            }
            else
            {
                register_module(stage, module);
            }
        }
    }

    /// <summary>stem, layer1, layer2, layer3, head, pool, flatten, linear.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override ShuffleNetV2 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(int classes)
    {
        List<Stage> stages = [new("stem", new ConvBnAct(3, StemChannels, 1, activation: nn.ReLU(inplace: true)))];
        var channels = StemChannels;
        foreach (var (index, (next, count)) in Layers.Index())
        {
            List<(string, nn.Module<Tensor, Tensor>)> units = [];
            for (var unit = 0; unit < count; unit++)
            {
                units.Add((unit.ToString(), unit == 0 ? new ShuffleNetV2Unit(channels, next) : new ShuffleNetV2Unit(next)));
            }

            stages.Add(new($"layer{index + 1}", nn.Sequential(units.ToArray())));
            channels = next;
        }

        return
        [
            .. stages,
            new("head", new ConvBnAct(channels, HeadChannels, 1, activation: nn.ReLU(inplace: true))),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("linear", nn.Linear(HeadChannels, classes)),
        ];
    }
}
