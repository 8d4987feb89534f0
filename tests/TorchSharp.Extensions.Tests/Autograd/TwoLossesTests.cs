#if EDGEKD_SYSTEM
using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Autograd;

/// <summary>Which graphs one walk takes; what it gives is tested beside the gradient policies of EdgeKd.Distillation.</summary>
[TestFixture]
public class TwoLossesTests
{
    [Test]
    public void ANetworkOnTheProcessorIsWalkedOnce()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten());
        var output = network.forward(randn(2, 3, 5, 5));
        Assert.That(TwoLosses.InOneWalk(output.sum(), output.square().sum(), [.. network.parameters()], retainGraph: false), Is.Not.Null);
    }

    [Test]
    public void InputsThatAreNoLeavesTakeTwoPasses()
    {
        using var scope = NewDisposeScope();
        var inner = randn(3).requires_grad_() * 2;
        Assert.That(TwoLosses.InOneWalk(inner.sum(), inner.square().sum(), [inner], retainGraph: false), Is.Null);
    }

    [Test]
    public void AnInputThatComesTwiceTakesTwoPasses()
    {
        using var scope = NewDisposeScope();
        var leaf = tensor(2f).requires_grad_();
        var (first, second) = (leaf * 3, leaf * 4);
        Assert.That(TwoLosses.InOneWalk(first, second, [leaf, leaf], retainGraph: true), Is.Null);
        var (ofFirst, ofSecond) = TwoLosses.Gradients(first, second, [leaf, leaf]);
        Assert.That(ofFirst.Concat(ofSecond).Select(gradient => gradient!.item<float>()), Is.EqualTo(new[] { 3f, 3f, 4f, 4f }));
    }

    [Test]
    public void ALossWithoutOperationsTakesTwoPasses()
    {
        using var scope = NewDisposeScope();
        var leaf = tensor(2f).requires_grad_();
        Assert.That(TwoLosses.InOneWalk(leaf, leaf * 2, [leaf], retainGraph: false), Is.Null);
    }
}
#endif
