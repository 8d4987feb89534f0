using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

[TestFixture]
[NonParallelizable]
public class ParallelBranchesTests
{
    private static readonly (long Height, long Width)[] Sizes = [(1, 1), (3, 3), (1, 3), (3, 1), (5, 5)];

    [Test]
    public void TheSumComputesWhatTheBranchesDoTogether() =>
        Prop.ForAll(
            RandomLayers.Layouts.ToArbitrary(),
            Gen.Elements(Sizes).NonEmptyListOf().Where(list => list.Count <= 5).ToArbitrary(),
            (layout, sizes) =>
            {
                using var scope = NewDisposeScope();
                var branches = sizes
                    .Select(size => RandomLayers.Convolution(layout.OutputChannels, layout.Inputs, size.Height, size.Width)).ToArray();
                var x = layout.Images();
                var expected = branches.Select(branch => RandomLayers.Map(x, branch, layout.Stride, layout.Groups)).Aggregate((a, b) => a + b);
                TensorAssert.Close(RandomLayers.Map(x, ParallelBranches.Fuse(branches), layout.Stride, layout.Groups), expected, 1e-12);
            }).QuickCheckThrowOnFailure();

    [Test]
    public void GradientsReachEveryBranch()
    {
        using var scope = NewDisposeScope();
        var branches = new[] { RandomLayers.Convolution(2, 3, 3, 3), RandomLayers.Convolution(2, 3, 1, 1) };
        Tensor[] leaves = [.. branches.SelectMany(branch => new[] { branch.Weight, branch.Bias }).Select(leaf => leaf.requires_grad_())];
        var fused = ParallelBranches.Fuse(branches);
        var gradients = autograd.grad([fused.Weight.sum() + fused.Bias.sum()], leaves);
        Assert.That(gradients.All(gradient => gradient.eq(1).all().item<bool>()), Is.True);
    }

    [Test]
    public void NothingAndForeignChannelsAreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => ParallelBranches.Fuse(), Throws.ArgumentException.With.Message.Contains("no branches"));
        Assert.That(
            () => ParallelBranches.Fuse(RandomLayers.Convolution(2, 3, 3, 3), RandomLayers.Convolution(2, 1, 3, 3)),
            Throws.ArgumentException.With.Message.Contains("2×3 and 2×1"));
    }
}
