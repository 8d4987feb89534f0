using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>ShuffleNet with 3 groups, for small images: a 1×1 stem and three stages of shuffled units.</summary>
/// <remarks>
/// Zhang et al., "ShuffleNet" (2018), table 1, with a stem that keeps the resolution. Names and shapes as mdistiller's ShuffleV1;
/// weights drawn with libtorch's own initialisation as there. The pooling is global, which on 32×32 images is the same.
/// </remarks>
public sealed class ShuffleNetV1 : ImageClassifier
{
    internal const string ModelName = "shufflenetv1";

    private const long StemChannels = 24;
    private const long Groups = 3;

    //  channels, units (the first has stride 2)
    private static readonly (long Channels, int Units)[] Layers = [(240, 4), (480, 8), (960, 4)];

    internal ShuffleNetV1(ModelOptions options)
        : this(options.Classes, Draw(options.Classes))
    {
    }

    private ShuffleNetV1(int classes, IReadOnlyList<Stage> stages)
        : base(ModelName, classes)
    {
        Stages = stages;
        ((ConvBnAct)stages[0].Module).RegisterAs(this, 1);
        foreach (var (stage, module) in stages.Skip(1))
        {
            register_module(stage, module);
        }
    }

    /// <summary>stem, layer1, layer2, layer3, pool, flatten, linear.</summary>
    public override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override ShuffleNetV1 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
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
                // The stem's few channels are not worth grouping.
                var firstGroups = channels == StemChannels ? 1 : Groups;
                units.Add((unit.ToString(), new ShuffleNetV1Unit(channels, next, unit == 0 ? 2 : 1, Groups, firstGroups)));
                channels = next;
            }

            stages.Add(new($"layer{index + 1}", nn.Sequential(units.ToArray())));
        }

        return [.. stages, new("pool", nn.AdaptiveAvgPool2d(1)), new("flatten", nn.Flatten()), new("linear", nn.Linear(channels, classes))];
    }
}
