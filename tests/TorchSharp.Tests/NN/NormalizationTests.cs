using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class NormalizationTests
{
    [Test]
    public void TrainingNormalisesByTheBatchAndKeepsTheUnbiasedVariance()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var layer = nn.BatchNorm2d(3, momentum: 0.3, eps: 1e-3);
        nn.init.uniform_(layer.weight, 0.5, 1.5);
        nn.init.uniform_(layer.bias!);
        var x = randn(4, 3, 5, 6) * 2 + 1;
        var y = layer.call(x);
        for (var channel = 0; channel < 3; channel++)
        {
            var values = x.select(1, channel).contiguous().data<float>().ToArray();
            var mean = values.Average(v => (double)v);
            var squares = values.Sum(v => (v - mean) * (v - mean));
            var (scale, shift) = (layer.weight.detach()[channel].ToDouble(), layer.bias!.detach()[channel].ToDouble());
            var expected = values.Select(v => (v - mean) / Math.Sqrt(squares / values.Length + 1e-3) * scale + shift).ToArray();
            var found = y.detach().select(1, channel).contiguous().data<float>().ToArray();
            Assert.That(found.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-4));
            Assert.That(layer.running_mean![channel].ToDouble(), Is.EqualTo(0.3 * mean).Within(1e-5));
            Assert.That(layer.running_var![channel].ToDouble(), Is.EqualTo(0.7 + 0.3 * squares / (values.Length - 1)).Within(1e-4));
        }

        Assert.That(layer.num_batches_tracked!.ToInt64(), Is.EqualTo(1));
    }

    [Test]
    public void EvaluationUsesTheRunningStatisticsAndLeavesThemAlone()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm1d(2);
        layer.running_mean!.copy_(tensor(new float[] { 1, 2 }));
        layer.running_var!.copy_(tensor(new float[] { 4, 9 }));
        layer.eval();
        var y = layer.call(tensor(new float[] { 3, 5, 1, 2 }).reshape(2, 2));
        Assert.That(y.detach().data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 0, 0 }).Within(1e-5));
        Assert.That(layer.running_mean!.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(layer.num_batches_tracked!.ToInt64(), Is.Zero);
    }

    [Test]
    public void WithoutMomentumTheStatisticsAreThePlainAverage()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm1d(1);
        layer.momentum = null;
        foreach (var level in new float[] { 1, 2, 6 })
            layer.call(tensor(new[] { level - 1, level + 1 }).reshape(2, 1));
        Assert.That(layer.running_mean![0].ToDouble(), Is.EqualTo(3).Within(1e-6));
        Assert.That(layer.running_var![0].ToDouble(), Is.EqualTo(2).Within(1e-6));
    }

    [Test]
    public void WithoutTrackingEvaluationUsesTheBatch()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm1d(1, track_running_stats: false, affine: false);
        layer.eval();
        var y = layer.call(tensor(new float[] { -1, 1 }).reshape(2, 1));
        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new float[] { -1, 1 }).Within(1e-4));
        Assert.That(layer.state_dict(), Is.Empty);
    }

    [TestCase(3)]
    [TestCase(2)]
    public void OtherDimensionsAreRefused(int dimensions)
    {
        using var layer = nn.BatchNorm2d(2);
        using var x = ones(Enumerable.Repeat(2L, dimensions).ToArray());
        Assert.That(() => layer.call(x), Throws.ArgumentException.With.Message.Contains("4D"));
    }

    [Test]
    public void NormalizeGivesUnitVectors()
    {
        using var scope = NewDisposeScope();
        var y = nn.functional.normalize(tensor(new float[] { 3, 4, 0, 0 }).reshape(2, 2));
        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new[] { 0.6f, 0.8f, 0, 0 }).Within(1e-6));
    }
}
