using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class FunctionalTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open() => _scope = NewDisposeScope();

    [TearDown]
    public void Close() => _scope.Dispose();

    [Test]
    public void OneHotStandsInANewDimension()
    {
        var y = functional.one_hot(tensor(new long[] { 2, 0 }), 4);
        Assert.That(y.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0, 1, 0, 1, 0, 0, 0 }));
        Assert.That(() => functional.one_hot(ones(2)), Throws.ArgumentException);
    }

    [Test]
    public void PaddingStartsWithTheLastDimension()
    {
        var x = ones(1, 1, 2, 2);
        Assert.That(functional.pad(x, (1, 2)).shape, Is.EqualTo(new long[] { 1, 1, 2, 5 }));
        Assert.That(functional.pad(x, (0, 0, 3, 1)).shape, Is.EqualTo(new long[] { 1, 1, 6, 2 }));
        Assert.That(functional.pad(x, (1, 0), value: 7).data<float>().ToArray(), Is.EqualTo(new float[] { 7, 1, 1, 7, 1, 1 }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void DropoutKeepsTheMeanAndSleepsInEvaluation(bool training)
    {
        manual_seed(1);
        using var layer = Dropout(0.25);
        layer.train(training);
        var y = layer.call(ones(10000));
        Assert.That(y.mean().ToDouble(), Is.EqualTo(1).Within(0.03));
        Assert.That(y.eq(0).sum().ToInt64(), training ? Is.EqualTo(2500).Within(200) : Is.Zero);
    }

    [Test]
    public void ImagesAreResizedEveryWay()
    {
        var x = arange(4, dtype: ScalarType.Float32).reshape(1, 1, 2, 2);
        Assert.That(functional.interpolate(x, [4, 4]).data<float>().ToArray()[..4], Is.EqualTo(new float[] { 0, 0, 1, 1 }));
        Assert.That(functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear).data<float>().ToArray()[..4],
            Is.EqualTo(new[] { 0, 0.25f, 0.75f, 1 }).Within(1e-6));
        Assert.That(functional.interpolate(x, [3, 3], mode: InterpolationMode.Bilinear, align_corners: true)[0, 0, 1, 1].ToDouble(), Is.EqualTo(1.5));
        Assert.That(functional.interpolate(x, scale_factor: [0.5], mode: InterpolationMode.Area).ToDouble(), Is.EqualTo(1.5));
        Assert.That(() => functional.interpolate(x), Throws.ArgumentException);
        Assert.That(() => functional.interpolate(x, [2, 2], mode: InterpolationMode.Linear), Throws.ArgumentException);
    }

    [TestCase(2.0)]
    [TestCase(1.0)]
    [TestCase(double.PositiveInfinity)]
    public void GradientsAreScaledTogether(double norm)
    {
        var a = Parameter(zeros(2));
        var b = Parameter(zeros(1));
        var unused = Parameter(zeros(1));
        (a * tensor(new float[] { 3, 4 })).sum().backward();
        (b * 12).sum().backward();
        var expected = norm switch { 2 => 13.0, 1 => 19, _ => 12 };
        Assert.That(utils.clip_grad_norm_([a, b, unused], expected / 2, norm), Is.EqualTo(expected).Within(1e-5));
        Assert.That(a.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 1.5f, 2 }).Within(1e-5));
        Assert.That(utils.clip_grad_norm_([a, b], 1000, norm), Is.EqualTo(expected / 2).Within(1e-5));
        utils.clip_grad_value_([a, b, unused], 1.75);
        Assert.That(a.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 1.5f, 1.75f }).Within(1e-5));
        Assert.That(b.grad!.ToDouble(), Is.EqualTo(1.75));
        Assert.That(unused.grad, Is.Null);
    }

    [Test]
    public void WindowsBecomeColumns()
    {
        var (x, w) = (randn(2, 3, 5, 5), randn(4, 3, 3, 3));
        var columns = functional.unfold(x, (3, 3), padding: (1, 1));
        var product = w.reshape(4, 27).matmul(columns).reshape(2, 4, 5, 5);
        Assert.That((product - functional.conv2d(x, w, padding: [1])).abs().max().ToDouble(), Is.LessThan(1e-4));
    }

    [Test]
    public void ALinearLayerIsAProductAndASum()
    {
        using var layer = Linear(3, 2);
        var x = randn(4, 3);
        var expected = x.matmul(layer.weight.t()) + layer.bias!;
        Assert.That((layer.call(x) - expected).abs().max().ToDouble(), Is.LessThan(1e-6));
        Assert.That((functional.linear(x, layer.weight, layer.bias) - expected).abs().max().ToDouble(), Is.LessThan(1e-6));
        Assert.That(layer.weight.abs().max().ToDouble(), Is.LessThanOrEqualTo(1 / Math.Sqrt(3)));
    }

    [Test]
    public void FlattenJoinsAllButTheBatch()
        => Assert.That(Flatten().call(ones(2, 3, 4, 5)).shape, Is.EqualTo(new long[] { 2, 60 }));
}
