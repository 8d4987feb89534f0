using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

[TestFixture]
[NonParallelizable]
public class SequentialFusionTests
{
    [Test]
    public void APointwiseBeforeAKernelIsExactWithThePaddingOfItsBias() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), Gen.Choose(1, 3).ToArbitrary(), (layout, middle) =>
        {
            using var scope = NewDisposeScope();
            var first = RandomLayers.Convolution(layout.Groups * middle, layout.Inputs, 1, 1);
            var second = RandomLayers.Convolution(layout.OutputChannels, middle, layout.Side, layout.Side);
            var x = layout.Images();
            var merged = RandomLayers.Map(x, SequentialFusion.PointwiseFirst(first, second, layout.Groups), layout.Stride, layout.Groups);
            TensorAssert.Close(merged, ExplicitSequence.PaddedWithBias(x, first, second, layout.Stride, layout.Groups), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ZeroPaddingBetweenThemDiffersOnTheBorderAlone()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (first, second) = (RandomLayers.Convolution(3, 2, 1, 1), RandomLayers.Convolution(4, 3, 3, 3));
        var x = randn([1, 2, 6, 6], dtype: ScalarType.Float64);
        var difference = (RandomLayers.Map(x, SequentialFusion.PointwiseFirst(first, second, 1))
            - ExplicitSequence.PaddedWithZeros(x, first, second, 1, 1)).abs().amax([0, 1]);
        var inner = difference.narrow(0, 1, 4).narrow(1, 1, 4);
        Assert.That(inner.max().item<double>(), Is.InRange(0, 1e-12));
        Assert.That(difference.narrow(0, 0, 1).min().item<double>(), Is.GreaterThan(1e-3));
        Assert.That(difference.narrow(1, 5, 1).min().item<double>(), Is.GreaterThan(1e-3));
    }

    [Test]
    public void ZeroPaddingIsExactWithoutABias() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), layout =>
        {
            using var scope = NewDisposeScope();
            var first = RandomLayers.Convolution(layout.Groups * 2, layout.Inputs, 1, 1);
            first = first with { Bias = zeros_like(first.Bias) };
            var second = RandomLayers.Convolution(layout.OutputChannels, 2, layout.Side, layout.Side);
            var x = layout.Images();
            var merged = RandomLayers.Map(x, SequentialFusion.PointwiseFirst(first, second, layout.Groups), layout.Stride, layout.Groups);
            TensorAssert.Close(merged, ExplicitSequence.PaddedWithZeros(x, first, second, layout.Stride, layout.Groups), 1e-12);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void DepthwiseFiltersBeforeAPointwiseAreExactWithZeroPadding() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (layout, filters) =>
        {
            using var scope = NewDisposeScope();
            var first = RandomLayers.Convolution(filters * layout.InputChannels, 1, layout.Side, layout.Side);
            var second = RandomLayers.Convolution(layout.OutputChannels, filters * layout.Inputs, 1, 1);
            var x = layout.Images();
            var expected = RandomLayers.Map(
                RandomLayers.Map(x, first, layout.Stride, layout.InputChannels), second, groups: layout.Groups);
            var fused = SequentialFusion.DepthwiseFirst(first, second, layout.Groups, layout.InputChannels);
            TensorAssert.Close(RandomLayers.Map(x, fused, layout.Stride, layout.Groups), expected, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void NormalisedPointwiseBeforeANormalisedMeanIsExactWithItsOwnBorder() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), layout =>
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var channels = layout.OutputChannels;
            var pointwise = RandomLayers.Convolution(channels, layout.Inputs, 1, 1).Weight;
            using var firstNorm = RandomLayers.Norm(channels);
            using var secondNorm = RandomLayers.Norm(channels);
            var x = layout.Images();

            // What the 1×1 and its norm make of a zero pixel stands around the map: β − μ·γ/√(σ²+ε).
            var t = firstNorm.weight / (firstNorm.running_var! + firstNorm.eps).sqrt();
            var border = firstNorm.bias! - firstNorm.running_mean! * t;
            var map = firstNorm.call(nn.functional.conv2d(x, pointwise, groups: layout.Groups));
            var padded = ExplicitSequence.Pad(map, border, layout.Side / 2);
            var expected = secondNorm.call(nn.functional.avg_pool2d(padded, kernel_size: layout.Side, stride: layout.Stride));

            var first = Folded(pointwise, firstNorm);
            var second = Folded(AverageKernel.Create(channels, layout.Groups, layout.Side, ScalarType.Float64), secondNorm);
            var fused = SequentialFusion.PointwiseFirst(first, second, layout.Groups);
            TensorAssert.Close(RandomLayers.Map(x, fused, layout.Stride, layout.Groups), expected, 1e-12);

            static FusedConvolution Folded(Tensor kernel, TorchSharp.Modules.BatchNorm2d norm) => BatchNormFusion.Fuse(
                kernel, null, norm.running_mean, norm.running_var, norm.weight, norm.bias, norm.eps);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void KernelsThatDoNotFollowEachOtherAreRefused()
    {
        using var scope = NewDisposeScope();
        var (large, small) = (RandomLayers.Convolution(4, 2, 3, 3), RandomLayers.Convolution(4, 2, 1, 1));
        Assert.That(() => SequentialFusion.PointwiseFirst(large, large, 2), Throws.ArgumentException.With.Message.Contains("4×2×3×3"));
        Assert.That(() => SequentialFusion.DepthwiseFirst(large, large, 2, 4), Throws.ArgumentException.With.Message.Contains("4×2×3×3"));
        Assert.That(() => SequentialFusion.PointwiseFirst(small, large, 1), Throws.ArgumentException.With.Message.Contains("cannot be followed"));
        Assert.That(() => SequentialFusion.PointwiseFirst(small, large, 3), Throws.ArgumentException.With.Message.Contains("cannot be followed"));
        Assert.That(() => SequentialFusion.DepthwiseFirst(large, small, 2, 4), Throws.ArgumentException.With.Message.Contains("not depthwise"));
    }
}
