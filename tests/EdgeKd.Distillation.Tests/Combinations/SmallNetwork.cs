using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Combinations;

/// <summary>A network with a block of every kind that GPD widens (stem, depthwise, residual, stride) and three resolutions.</summary>
internal sealed class SmallNetwork : ImageClassifier
{
    public SmallNetwork(long seed, int width, int classes = 3)
        : this(classes, Draw(seed, width, classes))
    {
    }

    private SmallNetwork(int classes, IReadOnlyList<Stage> stages)
        : base("small", classes)
    {
        foreach (var stage in stages)
        {
            register_module(stage.Name, stage.Module);
        }

        Stages = stages;
    }

    public override IReadOnlyList<Stage> Stages { get; }

    public override SmallNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    public string Bytes() => string.Join('\n', state_dict().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t =>
    {
        using var plain = t.Value.detach().contiguous();
        return $"{t.Key} {Convert.ToHexString(plain.bytes)}";
    }));

    private static List<Stage> Draw(long seed, int width, int classes)
    {
        random.manual_seed(seed);
        return
        [
            new("stem", new ConvBnAct(3, width, 3, activation: nn.ReLU6())),
            new("same", new InvertedResidual(width, width, 1, 2)),
            new("down", new InvertedResidual(width, 2 * width, 2, 2)),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("fc", nn.Linear(2 * width, classes)),
        ];
    }
}
