using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

/// <summary>Padded, identity and average kernels against what they stand for.</summary>
[TestFixture]
[NonParallelizable]
public class KernelTests
{
    [Test]
    public void ACentredKernelGivesTheSameMapAtEveryStride() =>
        Prop.ForAll(
            RandomLayers.Layouts.ToArbitrary(),
            Gen.Elements((0, 0), (2, 0), (0, 2), (2, 4)).ToArbitrary(),
            (layout, growth) =>
            {
                using var scope = NewDisposeScope();
                var small = RandomLayers.Convolution(layout.OutputChannels, layout.Inputs, layout.Side, layout.Side);
                var large = small with { Weight = PadKernel.Center(small.Weight, layout.Side + growth.Item1, layout.Side + growth.Item2) };
                Assert.That(large.Weight.shape[2..], Is.EqualTo(new[] { layout.Side + growth.Item1, layout.Side + growth.Item2 }));
                var x = layout.Images();
                TensorAssert.Close(
                    RandomLayers.Map(x, large, layout.Stride, layout.Groups), RandomLayers.Map(x, small, layout.Stride, layout.Groups), 1e-12);
            }).QuickCheckThrowOnFailure();

    [TestCase(2, 1, 3, 3)]
    [TestCase(1, 1, 4, 3)]
    [TestCase(3, 5, 3, 3)]
    public void AKernelWithoutACentrePlaceIsRefused(long height, long width, long targetHeight, long targetWidth)
    {
        using var scope = NewDisposeScope();
        Assert.That(
            () => PadKernel.Center(randn(2, 2, height, width), targetHeight, targetWidth),
            Throws.ArgumentException.With.Message.Contains($"{height}×{width} has no centre place in {targetHeight}×{targetWidth}"));
    }

    [Test]
    public void TheIdentityKernelGivesTheInputBack() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), layout =>
        {
            using var scope = NewDisposeScope();
            var kernel = IdentityKernel.Create(layout.InputChannels, layout.Groups, layout.Side, ScalarType.Float64);
            Assert.That(kernel.shape, Is.EqualTo(new[] { layout.InputChannels, layout.Inputs, layout.Side, layout.Side }));
            var x = layout.Images();
            var map = nn.functional.conv2d(x, kernel, padding: [layout.Side / 2, layout.Side / 2], groups: layout.Groups);
            TensorAssert.Close(map, x, 0);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void TheAverageKernelPoolsWithThePaddingCounted() =>
        Prop.ForAll(RandomLayers.Layouts.ToArbitrary(), layout =>
        {
            using var scope = NewDisposeScope();
            var (side, stride, padding) = (layout.Side, layout.Stride, layout.Side / 2);
            var kernel = AverageKernel.Create(layout.InputChannels, layout.Groups, side, ScalarType.Float64);
            var x = layout.Images();
            var pooled = nn.functional.avg_pool2d(
                x, kernel_size: side, stride: stride, padding: padding, ceil_mode: false, count_include_pad: true);
            TensorAssert.Close(
                nn.functional.conv2d(x, kernel, strides: [stride, stride], padding: [padding, padding], groups: layout.Groups), pooled, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void GroupsThatDoNotDivideTheChannelsAreRefused()
    {
        Assert.That(() => IdentityKernel.Create(6, 4, 3), Throws.ArgumentException.With.Message.Contains("6 channels do not form 4 groups"));
        Assert.That(() => AverageKernel.Create(6, 4, 3), Throws.ArgumentException.With.Message.Contains("6 channels do not form 4 groups"));
        Assert.That(() => IdentityKernel.Create(6, 2, 4), Throws.ArgumentException.With.Message.Contains("centre"));
    }
}
