using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests.Fusion;

[TestFixture]
[NonParallelizable]
public class BatchNormFusionTests
{
    [TestCase(3, 8, 3, 1, 1, false)]
    [TestCase(8, 8, 3, 2, 8, false)]
    [TestCase(8, 6, 1, 1, 2, true)]
    [TestCase(4, 1, 5, 1, 1, true)]
    public void AFusedConvolutionComputesWhatTheTwoLayersDo(long input, long output, long kernel, long stride, long groups, bool bias)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        using var conv = nn.Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: bias, dtype: ScalarType.Float64);
        using var norm = nn.BatchNorm2d(output, dtype: ScalarType.Float64);
        RandomLayers.Unsettle(norm);
        norm.eval();
        var x = randn([2, input, 9, 9], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(conv, norm);
        var actual = nn.functional.conv2d(x, fused.Weight, fused.Bias, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
        TensorAssert.Close(actual, norm.call(conv.call(x)), 1e-12);
    }

    [Test]
    public void AFusedLinearLayerComputesWhatTheTwoLayersDo([Values] bool bias)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var linear = nn.Linear(7, 5, hasBias: bias, dtype: ScalarType.Float64);
        using var norm = nn.BatchNorm1d(5, dtype: ScalarType.Float64);
        RandomLayers.Unsettle(norm);
        norm.eval();
        var x = randn([4, 7], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(linear, norm);
        TensorAssert.Close(nn.functional.linear(x, fused.Weight, fused.Bias), norm.call(linear.call(x)), 1e-12);
    }

    [Test]
    public void MissingPartsCountAsOneAndZero()
    {
        using var scope = NewDisposeScope();
        var weight = randn([2, 3], dtype: ScalarType.Float64);
        var fused = BatchNormFusion.Fuse(weight, null, zeros(2), ones(2), null, null, 0);
        TensorAssert.Close(fused.Weight, weight, 0);
        TensorAssert.Close(fused.Bias, zeros([2], dtype: ScalarType.Float64), 0);
    }

    [Test]
    public void TheResultHasTheTypeOfTheLayerAndIsRoundedOnce()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3, bias: false);
        using var norm = nn.BatchNorm2d(4);
        RandomLayers.Unsettle(norm);
        var fused = BatchNormFusion.Fuse(conv, norm);
        Assert.That(fused.Weight.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(fused.Weight.requires_grad, Is.False);
        Tensor Double(Tensor t) => t.detach().to(ScalarType.Float64);
        var t = Double(norm.weight!) / (Double(norm.running_var!) + norm.eps).sqrt();
        TensorAssert.Close(fused.Weight, (Double(conv.weight!) * t.reshape(4, 1, 1, 1)).to(ScalarType.Float32), 1e-7);
    }

    [Test]
    public void MissingStatisticsAndForeignChannelsAreRefused()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3);
        using var without = nn.BatchNorm2d(4, track_running_stats: false);
        using var other = nn.BatchNorm2d(5);
        Assert.That(() => BatchNormFusion.Fuse(conv, without), Throws.ArgumentException.With.Message.Contains("running statistics"));
        Assert.That(() => BatchNormFusion.Fuse(conv, other), Throws.ArgumentException.With.Message.Contains("5 channels"));
    }
}
