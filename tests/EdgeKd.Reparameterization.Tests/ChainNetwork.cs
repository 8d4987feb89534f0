using EdgeKd.Models;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests;

/// <summary>A network of whatever modules a test needs, one after the other, 4 classes.</summary>
internal sealed class ChainNetwork : ImageClassifier
{
    public ChainNetwork(params (string Name, nn.Module<Tensor, Tensor> Module)[] stages)
        : base("chain", 4)
    {
        Stages = [.. stages.Select(stage => new Stage(stage.Name, stage.Module))];
        foreach (var (name, module) in stages)
        {
            register_module(name, module);
        }
    }

    public override IReadOnlyList<Stage> Stages { get; }

    public override ChainNetwork Rebuild(Func<nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>> layer) =>
        new([.. Stages.Select(stage => (stage.Name, stage.Module.Rebuild(layer)))]);
}
