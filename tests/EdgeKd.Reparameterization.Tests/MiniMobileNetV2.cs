using EdgeKd.Models;
using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests;

/// <summary>The network of the gpd training vectors: every kind of layer of MobileNetV2, on 16×16 images of 10 classes.</summary>
internal sealed class MiniMobileNetV2 : ImageClassifier
{
    public MiniMobileNetV2(double dropout = 0)
        : this(
        [
            new("features.0", new ConvBnAct(3, 12, 3, activation: nn.ReLU6())),
            new("features.1", new InvertedResidual(12, 8, 1, 1)),
            new("features.2", new InvertedResidual(8, 8, 1, 6)),
            new("features.3", new InvertedResidual(8, 16, 2, 6)),
            new("features.4", new ConvBnAct(16, 24, 1, activation: nn.ReLU6())),
            new("pool", nn.AdaptiveAvgPool2d(1)),
            new("flatten", nn.Flatten()),
            new("classifier.0", nn.Dropout(dropout)),
            new("classifier.1", nn.Linear(24, 10)),
        ])
    {
    }

    private MiniMobileNetV2(IReadOnlyList<Stage> stages)
        : base("mini", 10)
    {
        Stages = stages;
        RegisterSequence("features");
        register_module("pool", Stages[^4].Module);
        register_module("flatten", Stages[^3].Module);
        RegisterSequence("classifier");
    }

    public override IReadOnlyList<Stage> Stages { get; }

    public override MiniMobileNetV2 Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new([.. Stages.Select(stage => stage with { Module = stage.Module.Rebuild(layer) })]);

    private void RegisterSequence(string sequence) => register_module(sequence, nn.Sequential(
        Stages.Where(stage => stage.Name.StartsWith(sequence + '.')).Select(stage => (stage.Name.Split('.')[1], stage.Module)).ToArray()));
}
