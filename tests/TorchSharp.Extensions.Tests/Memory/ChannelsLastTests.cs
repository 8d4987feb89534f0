using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Extensions.Tests.Memory;

[TestFixture]
internal sealed class ChannelsLastTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open()
    {
        manual_seed(1);
        _scope = NewDisposeScope();
    }

    [TearDown]
    public void Close() => _scope.Dispose();

    [TestCase(2, 3, 4, 5)]
    [TestCase(1, 3, 4, 5)]
    [TestCase(2, 3, 1, 1)]
    [TestCase(2, 1, 4, 5)]
    [TestCase(0, 3, 4, 5)]
    public void ValuesStayAndStridesChange(int n, int c, int h, int w)
    {
        var x = randn(n, c, h, w);
        var y = x.ToChannelsLast();
        Assert.That(y.Equals(x));
        Assert.That(y.IsChannelsLast());
        Assert.That(y.stride(), Is.EqualTo(new long[] { h * w * c, 1, w * c, c }));
        Assert.That(x.IsChannelsLast(), Is.EqualTo(c == 1 || h * w == 1));
    }

    [Test]
    public void ATensorThatLiesRightIsNotCopied()
    {
        var x = randn(2, 3, 4, 5).ToChannelsLast();
        var y = x.ToChannelsLast();
        y.zero_();
        Assert.That(x.abs().sum().ToDouble(), Is.Zero);
        Assert.That(ReferenceEquals(x, y), Is.False);
    }

    [Test]
    public void OtherDimensionsAreRefusedAndAreNot()
    {
        var x = randn(3, 4);
        Assert.That(() => x.ToChannelsLast(), Throws.ArgumentException.With.Message.Contains("4 dimensions"));
        Assert.That(x.IsChannelsLast(), Is.False);
    }

    [Test]
    public void GradientsFlowThrough()
    {
        var x = randn([2, 3, 4, 4], requires_grad: true);
        (x.ToChannelsLast() * 2).sum().backward();
        Assert.That(x.grad!.Equals(full_like(x, 2)));
    }

    [Test]
    public void ANetworkGivesTheSameInEitherLayoutAndKeepsIt()
    {
        using var net = nn.Sequential(
            ("conv", nn.Conv2d(3, 8, 3, padding: 1, bias: false)), ("norm", nn.BatchNorm2d(8)), ("act", nn.ReLU6()),
            ("depthwise", nn.Conv2d(8, 8, 3, stride: 2, groups: 8)), ("point", nn.Conv2d(8, 4, 1)));
        var x = randn(4, 3, 9, 9);
        var expected = net.call(x);
        expected.pow(2).mean().backward();
        var gradients = net.parameters().Select(p => p.grad!.clone()).ToList();
        net.zero_grad();

        var weight = ((Conv2d)net[0]).weight;
        Assert.That(ReferenceEquals(net.ToChannelsLast(), net));
        Assert.That(((Conv2d)net[0]).weight.IsChannelsLast() && ((Conv2d)net[3]).weight.IsChannelsLast());
        Assert.That(((Conv2d)net[0]).weight.requires_grad && ((Conv2d)net[0]).weight.is_leaf);
        Assert.That(ReferenceEquals(weight, ((Conv2d)net[0]).weight));

        var found = net.call(x.ToChannelsLast());
        Assert.That(found.IsChannelsLast());
        Assert.That((found - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
        found.pow(2).mean().backward();
        foreach (var ((name, parameter), gradient) in net.named_parameters().Zip(gradients))
            Assert.That((parameter.grad! - gradient).abs().max().ToDouble(), Is.LessThan(1e-5), name);
        Assert.That(weight.grad!.IsChannelsLast());
    }

    [Test]
    public void AModuleMovedBetweenForwardAndStepStillTrains()
    {
        using var convolution = nn.Conv2d(2, 2, 3);
        using var optimizer = torch.optim.SGD(convolution.parameters(), 0.1, 0.9);
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            convolution.call(randn(1, 2, 5, 5).ToChannelsLast()).sum().backward();
            optimizer.step();
            convolution.ToChannelsLast();
        }

        Assert.That(convolution.weight.isfinite().all().ToBoolean());
    }
}
