using EdgeKd.Reparameterization;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Branches;

[TestFixture]
[NonParallelizable]
public class BranchInitializationTests
{
    [TestCase(1, 4, 6)]
    [TestCase(2, 3, 4)]
    [TestCase(5, 1, 5)]
    public void TheFineTuneStartComputesTheConvolutionItself(long groups, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        var weight = randn(outputs, inputs, 3, 3);
        var bias = randn(outputs);
        var factors = BranchInitialization.Create(weight, bias, groups, BranchStart.FineTune);
        Assert.That(BranchKernel.Merge(factors, groups).data<float>().ToArray(), Is.EqualTo(weight.data<float>().ToArray()));
        Assert.That(factors.Bias.data<float>().ToArray(), Is.EqualTo(bias.data<float>().ToArray()));
    }

    [Test]
    public void TheStartFromScratchHasThePublishedScalesAndKaimingBounds()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var weight = randn([6, 20, 3, 3], dtype: ScalarType.Float64);
        var factors = BranchInitialization.Create(weight, null, groups: 2, BranchStart.Scratch);
        double[] scales = [0.25, 0.25, 0, 0.5, 0.05, 0.5];
        Assert.That(factors.Scale.data<double>().ToArray(), Is.EqualTo(scales.SelectMany(scale => Enumerable.Repeat(scale, 6))));
        Assert.That(factors.Bias.abs().sum().item<double>(), Is.Zero);
        Assert.That(factors.SequencePointwise.abs().sum().item<double>(), Is.Zero);

        // The bound is √(6/fan-in), and hundreds of uniform draws come near it.
        AssertBound(factors.Avg, 20);
        AssertBound(factors.PriorPointwise, 20);
        AssertBound(factors.SequenceKernel, 20 * 9);
        AssertBound(factors.Full, 20 * 9);
        AssertBound(factors.DepthwiseSeparableDepthwise, 9);
        AssertBound(factors.DepthwiseSeparablePointwise, 20 * 8);

        static void AssertBound(Tensor factor, double fanIn)
        {
            var bound = Math.Sqrt(6 / fanIn);
            Assert.That(factor.abs().max().item<double>(), Is.InRange(0.9 * bound, bound));
        }
    }

    [Test]
    public void TheIdentityOfTheSequenceIsOneWithinEachGroup()
    {
        using var scope = NewDisposeScope();
        var factors = BranchInitialization.Create(randn(4, 3, 3, 3), null, groups: 2, BranchStart.Scratch);
        Assert.That(
            factors.SequenceIdentity.data<float>().ToArray(),
            Is.EqualTo(new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1 }));
    }

    [Test]
    public void TheFactorsAreCopiesWithoutHistory()
    {
        using var scope = NewDisposeScope();
        var weight = randn([4, 1, 3, 3], requires_grad: true);
        var factors = BranchInitialization.Create(weight, null, groups: 4, BranchStart.Scratch);
        Assert.That(factors.Origin.requires_grad, Is.False);
        var before = weight.data<float>().ToArray();
        factors.Origin.zero_();
        Assert.That(weight.data<float>().ToArray(), Is.EqualTo(before));
    }
}
