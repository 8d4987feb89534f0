using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Blocks;

/// <summary>Residual sums and concatenations of a user's own modules.</summary>
[TestFixture]
[NonParallelizable]
public class ContainerTests
{
    [Test]
    public void AResidualAddsItsInput()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new Residual(nn.Conv2d(4, 4, 3, padding: 1));
        var x = randn(2, 4, 5, 6);
        var before = x.clone();
        var y = block.call(x);
        Assert.That(y.data<float>().ToArray(), Is.EqualTo((block.Body.call(x) + x).data<float>().ToArray()));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(before.data<float>().ToArray()), "the input is left as it is");
    }

    [Test]
    public void AResidualAddsItsShortcut()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new Residual(nn.Conv2d(4, 6, 3, stride: 2, padding: 1), nn.Conv2d(4, 6, 1, stride: 2));
        var x = randn(2, 4, 6, 6);
        Assert.That(block.call(x).data<float>().ToArray(), Is.EqualTo((block.Body.call(x) + block.Shortcut!.call(x)).data<float>().ToArray()));
        Assert.That(block.state_dict().Keys, Is.EqualTo(new[] { "body.weight", "body.bias", "shortcut.weight", "shortcut.bias" }));
    }

    [Test]
    public void AConcatenationPutsChannelsSideBySide()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new Concatenation(nn.Conv2d(4, 3, 1), nn.Identity());
        var x = randn(2, 4, 5, 5);
        var y = block.call(x);
        Assert.That(y.shape, Is.EqualTo(new long[] { 2, 7, 5, 5 }));
        Assert.That(y.narrow(1, 3, 4).contiguous().data<float>().ToArray(), Is.EqualTo(x.data<float>().ToArray()));
        Assert.That(block.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias" }));
        Assert.That(() => new Concatenation(), Throws.ArgumentException);
    }

    [Test]
    public void GradientsReachEveryPart()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(
            new Residual(nn.Sequential(nn.Conv2d(3, 3, 3, padding: 1), nn.ReLU()), nn.Conv2d(3, 3, 1)), new Concatenation(nn.Conv2d(3, 2, 1), nn.Conv2d(3, 2, 1)));
        network.call(randn(2, 3, 4, 4)).sum().backward();
        Assert.That(network.parameters().Select(p => p.grad?.abs().sum().item<float>() ?? 0), Is.All.GreaterThan(0));
    }

    [Test]
    public void BothAreRebuiltWithOtherLeavesUnderTheSameNames()
    {
        using var network = nn.Sequential(("a", new Residual(nn.Sequential(nn.Conv2d(3, 3, 1), nn.ReLU()), nn.Identity())), ("b", new Concatenation(nn.ReLU(), nn.Conv2d(3, 2, 1))));
        List<string> leaves = [];
        var rebuilt = network.Rebuild(leaf =>
        {
            leaves.Add(leaf.GetName());
            return leaf is TorchSharp.Modules.ReLU ? nn.Hardswish() : leaf;
        });
        Assert.That(leaves, Is.EqualTo(new[] { "Conv2d", "ReLU", "Identity", "ReLU", "Conv2d" }));
        Assert.That(rebuilt.state_dict().Keys, Is.EqualTo(network.state_dict().Keys));
        Assert.That(rebuilt.modules().OfType<TorchSharp.Modules.Hardswish>().Count(), Is.EqualTo(2));
        Assert.That(((Residual)rebuilt.children().First()).Parts, Has.Count.EqualTo(2));
    }
}
