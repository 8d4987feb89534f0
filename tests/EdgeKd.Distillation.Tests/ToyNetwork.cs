using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

/// <summary>A few thousand weights with everything that carries state: batch norm's statistics, and dropout's randomness.</summary>
internal sealed class ToyNetwork : ImageClassifier
{
    public ToyNetwork(long seed = 1, int classes = 3, bool norm = true)
        : this(classes, Draw(seed, classes, norm))
    {
    }

    private ToyNetwork(int classes, IReadOnlyList<Stage> stages)
        : base("toy", classes)
    {
        foreach (var stage in stages)
        {
            register_module(stage.Name, stage.Module);
        }

        Stages = stages;
    }

    public override IReadOnlyList<Stage> Stages { get; }

    public override ToyNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new(ClassCount, [.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private static List<Stage> Draw(long seed, int classes, bool norm)
    {
        random.manual_seed(seed);
        List<Stage> stages = [new("conv", nn.Conv2d(3, 8, 3, padding: 1))];
        if (norm)
        {
            stages.Add(new("norm", nn.BatchNorm2d(8)));
        }

        stages.AddRange(
        [
            new("relu", nn.ReLU()),
            new("pool", nn.AdaptiveAvgPool2d(2)),
            new("flatten", nn.Flatten()),
            new("dropout", nn.Dropout(0.2)),
            new("fc", nn.Linear(32, classes)),
        ]);
        return stages;
    }

    /// <summary>The network's bytes: what two trainings that should agree must agree on.</summary>
    public string Bytes() => string.Join('\n', state_dict().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t =>
    {
        using var plain = t.Value.detach().contiguous();
        return $"{t.Key} {Convert.ToHexString(plain.bytes)}";
    }));
}
