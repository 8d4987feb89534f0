using EdgeKd.Models.Blocks;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

/// <summary>RepVGG's and MobileOne's branches against the convolution that they are merged to.</summary>
[TestFixture]
[NonParallelizable]
public class BranchedConvolutionFusionTests
{
    [Test]
    public void MobileOneMergesExactly() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (layout, branches) =>
        {
            using var block = new MobileOneBlock(
                layout.InputChannels, layout.OutputChannels, layout.Side, layout.Stride, layout.Groups, branches);
            AssertExact(block, layout);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void RepVggMergesExactly() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), layout =>
        {
            using var block = new RepVggBlock(layout.InputChannels, layout.OutputChannels, layout.Stride, layout.Groups);
            AssertExact(block, layout);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheKernelIsRoundedOnceToTheBranchesType()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        using var single = new RepVggBlock(4, 4);
        RandomLayers.Unsettle(single);
        using var merged = BranchedConvolutionFusion.Fuse((BranchedConvolution)single.Convolution);
        Assert.That((merged.Weight.dtype, merged.Bias.dtype), Is.EqualTo((ScalarType.Float32, ScalarType.Float32)));
        Assert.That(merged.Weight.requires_grad, Is.False);

        single.to(ScalarType.Float64);
        using var exact = BranchedConvolutionFusion.Fuse((BranchedConvolution)single.Convolution);
        Assert.That(merged.Weight.data<float>().ToArray(), Is.EqualTo(exact.Weight.to(ScalarType.Float32).data<float>().ToArray()));
        Assert.That(merged.Bias.data<float>().ToArray(), Is.EqualTo(exact.Bias.to(ScalarType.Float32).data<float>().ToArray()));
    }

    [Test]
    public void ABranchWithoutRunningStatisticsIsRefused()
    {
        using var branched = new BranchedConvolution(
            new ConvolutionBranch("only", nn.Conv2d(2, 3, 3, padding: 1), nn.BatchNorm2d(3, track_running_stats: false)));
        Assert.That(() => BranchedConvolutionFusion.Fuse(branched), Throws.ArgumentException.With.Message.Contains("running statistics"));
    }

    private static void AssertExact(BranchedBlock block, RandomLayout layout)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        block.to(ScalarType.Float64);
        RandomLayers.Unsettle(block);
        block.eval();
        var branched = (BranchedConvolution)block.Convolution;
        var x = layout.Images();
        TensorAssert.Close(
            RandomLayers.Map(x, BranchedConvolutionFusion.Fuse(branched), layout.Stride, layout.Groups), branched.call(x), 1e-12);
    }
}
