using EdgeKd.Reparameterization;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Branches;

[TestFixture]
[NonParallelizable]
public class BranchKernelTests
{
    [Test]
    public void TheMergedKernelComputesWhatTheBranchesDo() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), Gen.Choose(1, BranchKernel.MaximumCount).ToArbitrary(), (layout, count) =>
        {
            using var scope = NewDisposeScope();
            var factors = RandomFactors(layout);
            var x = layout.Images();
            var explicitly = ExplicitBranches.Outputs(factors, x, layout.Stride, layout.Groups).Take(count).Aggregate((a, b) => a + b);
            var merged = nn.functional.conv2d(
                x,
                BranchKernel.Merge(factors, layout.Groups, count),
                strides: [layout.Stride, layout.Stride],
                padding: [layout.Side / 2, layout.Side / 2],
                groups: layout.Groups);
            TensorAssert.Close(merged, explicitly, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void GradientsReachEveryFactorAsThroughTheBranches([Values(1, 2, 6)] long groups)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var factors = RandomFactors(new RandomLayout(groups, 6 / groups, 6 / groups, 3, 1, 5, 6));
        var leaves = Leaves(factors).Select(leaf => leaf.requires_grad_()).ToArray();
        var x = randn([2, 6, 5, 6], dtype: ScalarType.Float64);
        var weigh = randn([2, 6, 5, 6], dtype: ScalarType.Float64);

        var merged = nn.functional.conv2d(x, BranchKernel.Merge(factors, groups), padding: [1, 1], groups: groups);
        var explicitly = ExplicitBranches.Outputs(factors, x, 1, groups).Aggregate((a, b) => a + b);
        var actual = autograd.grad([(merged * weigh).sum()], leaves);
        var expected = autograd.grad([(explicitly * weigh).sum()], leaves);
        foreach (var (a, e) in actual.Zip(expected))
        {
            Assert.That(e.abs().max().item<double>(), Is.GreaterThan(0.01));
            TensorAssert.Close(a, e, 1e-12);
        }
    }

    [TestCase(6, 6)]
    [TestCase(3, 6)]
    [TestCase(1, 6)]
    public void TheTermsAddUpToTheMerge(long groups, int count)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var factors = RandomFactors(new RandomLayout(groups, 6 / groups, 6 / groups, 3, 1, 5, 5));
        for (var m = 1; m <= count; m++)
        {
            var terms = BranchKernel.Terms(factors, groups, m);
            Assert.That(terms, Has.Count.EqualTo(m));
            TensorAssert.Close(terms.Aggregate((a, b) => a + b), BranchKernel.Merge(factors, groups, m), 1e-13);
        }
    }

    [TestCase(4, 3)]
    [TestCase(7, 3)]
    [TestCase(6, 5)]
    public void ThePriorBankHoldsCosinesOverRowsAndThenColumns(long outputs, long side)
    {
        using var scope = NewDisposeScope();
        var bank = BranchKernel.PriorBank(outputs, side, ScalarType.Float64).data<double>().ToArray();
        for (var o = 0; o < outputs; o++)
        {
            for (var h = 0; h < side; h++)
            {
                for (var w = 0; w < side; w++)
                {
                    var expected = 2 * o < outputs
                        ? Math.Cos(Math.PI * (h + 0.5) * (o + 1) / side)
                        : Math.Cos(Math.PI * (w + 0.5) * (o + 1 - outputs / 2.0) / side);
                    Assert.That(bank[(o * side + h) * side + w], Is.EqualTo(expected).Within(6e-8));
                }
            }
        }
    }

    [Test]
    public void CountsAndGroupsThatDoNotFitAreRefused()
    {
        using var scope = NewDisposeScope();
        var factors = RandomFactors(new RandomLayout(2, 3, 2, 3, 1, 5, 5));
        Assert.That(() => BranchKernel.Merge(factors, 2, 0), Throws.ArgumentException.With.Message.Contains("merge of 0 branches"));
        Assert.That(() => BranchKernel.Merge(factors, 2, 7), Throws.ArgumentException.With.Message.Contains("merge of 7 branches"));
        Assert.That(() => BranchKernel.Terms(factors, 4), Throws.ArgumentException.With.Message.Contains("do not form 4 groups"));
        Assert.That(() => BranchKernel.Merge(factors, 3), Throws.ArgumentException.With.Message.Contains("do not form 3 groups"));
    }

    /// <summary>Factors of a layout, every one random, in float64.</summary>
    private static BranchFactors RandomFactors(RandomLayout layout)
    {
        var factors = BranchInitialization.Create(
            randn([layout.OutputChannels, layout.Inputs, layout.Side, layout.Side], dtype: ScalarType.Float64), null, layout.Groups, BranchStart.Scratch);
        using var noGradient = no_grad();
        foreach (var factor in new[] { factors.SequencePointwise, factors.Scale, factors.Bias })
        {
            nn.init.normal_(factor);
        }

        return factors;
    }

    private static Tensor[] Leaves(BranchFactors f) =>
    [
        f.Origin, f.Avg, f.PriorPointwise, f.SequencePointwise, f.SequenceKernel, f.Full,
        f.DepthwiseSeparableDepthwise, f.DepthwiseSeparablePointwise, f.Scale,
    ];
}
