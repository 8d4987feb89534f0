using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Blocks;

[TestFixture]
[NonParallelizable]
public class InvertedResidualV3Tests
{
    [TestCase(8, 16, 8, 1, true, true, true, 4)]
    [TestCase(8, 16, 8, 2, true, false, false, 3)]
    [TestCase(8, 8, 12, 1, false, true, false, 3)]
    [TestCase(8, 8, 8, 1, false, false, true, 2)]
    public void PartsAreThereAsTheShapesAsk(
        long input, long hidden, long output, long stride, bool expands, bool squeezes, bool hasShortcut, int parts)
    {
        using var block = new InvertedResidualV3(input, hidden, output, 5, stride, squeezes ? 8 : null, () => nn.Hardswish());
        Assert.That(block.Expand is not null, Is.EqualTo(expands));
        Assert.That(block.SqueezeExcite is not null, Is.EqualTo(squeezes));
        Assert.That(block.HasShortcut, Is.EqualTo(hasShortcut));
        Assert.That(block.named_modules().Count(child => child.name.StartsWith("block.") && child.name.Count(c => c == '.') == 1), Is.EqualTo(parts));
    }

    [Test]
    public void TheOutputIsTheProjectionPlusTheInput()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var block = new InvertedResidualV3(8, 16, 8, 5, 1, 4, () => nn.ReLU());
        block.eval();
        var x = randn(2, 8, 7, 7);
        var before = x.data<float>().ToArray();
        var expected = block.Project.call(block.SqueezeExcite!.call(block.Depthwise.call(block.Expand!.call(x)))) + x;
        Assert.That(block.call(x).data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(before), "the input is left as it is");
    }
}
