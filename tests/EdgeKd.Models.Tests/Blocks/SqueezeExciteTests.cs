using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Blocks;

[TestFixture]
[NonParallelizable]
public class SqueezeExciteTests
{
    [Test]
    public void EachChannelIsWeighedByAGateOverTheMeans()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new SqueezeExcite(4, 2, nn.Hardsigmoid());
        var x = randn(3, 4, 5, 6);
        var (reduce, expand) = ((Conv2d)block.Reduce, (Conv2d)block.Expand);
        var squeezed = (x.mean([2, 3]).matmul(reduce.weight!.reshape(2, 4).t()) + reduce.bias!).clamp_min(0);
        var gate = ((squeezed.matmul(expand.weight!.reshape(4, 2).t()) + expand.bias! + 3) / 6).clamp(0, 1);
        Assert.That((block.call(x) - x * gate.reshape(3, 4, 1, 1)).abs().max().item<float>(), Is.InRange(0, 1e-6));
    }

    [Test]
    public void TheGateIsAChoice()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new SqueezeExcite(2, 1, nn.Sigmoid());
        nn.init.zeros_(((Conv2d)block.Expand).weight!);
        nn.init.zeros_(((Conv2d)block.Expand).bias!);
        var x = randn(1, 2, 3, 3);
        Assert.That(block.call(x).data<float>().ToArray(), Is.EqualTo((x * 0.5f).data<float>().ToArray()));
    }
}
