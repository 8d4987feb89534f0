using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class ConvolutionTests
{
    private DisposeScope _scope = null!;

    [SetUp]
    public void Open()
    {
        manual_seed(1);
        _scope = NewDisposeScope();
    }

    [TearDown]
    public void Close() => _scope.Dispose();

    [TestCase(1, 1, 1, 1, 0, 1, true)]
    [TestCase(3, 4, 3, 1, 1, 1, true)]
    [TestCase(4, 6, 3, 2, 1, 1, false)]
    [TestCase(4, 4, 3, 1, 1, 4, false)] // depthwise
    [TestCase(4, 8, 3, 2, 0, 2, true)]
    [TestCase(2, 2, 5, 3, 2, 1, true)]
    public void ConvolutionEqualsPlainLoops(int inputs, int outputs, int kernel, int stride, int padding, int groups, bool bias)
    {
        using var layer = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, groups: groups, bias: bias);
        var x = randn(2, inputs, 9, 8);
        using var y = layer.call(x);
        var expected = Loops(x, layer.weight, layer.bias, stride, padding, 1, groups);
        Assert.That(y.shape, Is.EqualTo(expected.shape));
        Assert.That((y - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
    }

    [Test]
    public void TupleSizesAreHeightThenWidth()
    {
        using var layer = nn.Conv2d(1, 1, (3, 1), stride: (2, 1), padding: (1, 0), dilation: (1, 1));
        Assert.That(layer.call(randn(1, 1, 8, 5)).shape, Is.EqualTo(new long[] { 1, 1, 4, 5 }));
        Assert.That(layer.kernel_size, Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(layer.stride, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(layer.padding, Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(layer.padding_type, Is.Null);
    }

    [TestCase(3, 1)]
    [TestCase(4, 1)]
    [TestCase(5, 2)]
    public void SamePaddingKeepsTheSize(int kernel, int dilation)
    {
        using var layer = nn.Conv2d(2, 3, kernel, Padding.Same, dilation: dilation);
        Assert.That(layer.call(randn(1, 2, 10, 11)).shape, Is.EqualTo(new long[] { 1, 3, 10, 11 }));
        Assert.That(layer.padding, Is.Null);
        Assert.That(layer.padding_type, Is.EqualTo(Padding.Same));
    }

    [TestCase(PaddingModes.Reflect, new float[] { 2, 1, 0, 1, 2, 3, 2, 1 })]
    [TestCase(PaddingModes.Replicate, new float[] { 0, 0, 0, 1, 2, 3, 3, 3 })]
    [TestCase(PaddingModes.Circular, new float[] { 2, 3, 0, 1, 2, 3, 0, 1 })]
    public void PaddingModesPutTheRightValuesAround(PaddingModes mode, float[] around)
    {
        using var layer = nn.Conv1d(1, 1, 1, padding: 2, padding_mode: mode, bias: false);
        nn.init.ones_(layer.weight);
        var row = arange(4, dtype: ScalarType.Float32).reshape(1, 1, 4);
        Assert.That(layer.call(row).data<float>().ToArray(), Is.EqualTo(around));
    }

    [Test]
    public void AnUnbatchedInputIsTaken()
    {
        using var layer = nn.Conv2d(3, 5, 3);
        Assert.That(layer.call(randn(3, 6, 6)).shape, Is.EqualTo(new long[] { 5, 4, 4 }));
    }

    [TestCase(2, 3)]
    [TestCase(4, 4)]
    public void OtherChannelsAreRefused(int channels, int dimensions)
    {
        using var layer = nn.Conv2d(3, 5, 3);
        var shape = Enumerable.Repeat(8L, dimensions).ToArray();
        shape[dimensions - 3] = channels;
        Assert.That(() => layer.call(randn(shape)), Throws.ArgumentException.With.Message.Contains("3 channels"));
    }

    [Test]
    public void ImpossibleGroupsAreRefused()
        => Assert.That(() => nn.Conv2d(4, 6, 3, groups: 4), Throws.ArgumentException.With.Message.Contains("groups"));

    [Test]
    public void WeightsAreDrawnWithinOneOverTheRootOfTheFanIn()
    {
        using var layer = nn.Conv2d(16, 64, 3);
        var bound = 1 / Math.Sqrt(16 * 9);
        foreach (var drawn in new[] { layer.weight, layer.bias! })
        {
            var largest = drawn.detach().abs().max().ToDouble();
            Assert.That(largest, Is.LessThanOrEqualTo(bound).And.GreaterThan(0.8 * bound));
        }
    }

    [Test]
    public void TheFunctionAcceptsOneNumberForAllDimensions()
    {
        var (x, w) = (randn(1, 2, 7, 7), randn(3, 2, 3, 3));
        var y = nn.functional.conv2d(x, w, strides: [2], padding: [1]);
        var expected = Loops(x, w, null, 2, 1, 1, 1);
        Assert.That((y - expected).abs().max().ToDouble(), Is.LessThan(1e-5));
    }

    private static Tensor Loops(Tensor input, Tensor weight, Tensor? bias, int stride, int padding, int dilation, int groups)
    {
        var (x, w, b) = (input.data<float>().ToArray(), weight.detach().data<float>().ToArray(), bias?.detach().data<float>().ToArray());
        var (n, c, h, v) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
        var (o, k) = (weight.shape[0], weight.shape[2]);
        var per = c / groups;
        var rows = (h + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        var columns = (v + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        var result = new float[n * o * rows * columns];
        for (var image = 0L; image < n; image++)
        for (var output = 0L; output < o; output++)
        for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var sum = (double)(b?[output] ?? 0);
            for (var i = 0L; i < per; i++)
            for (var p = 0L; p < k; p++)
            for (var q = 0L; q < k; q++)
            {
                var (y, z) = (row * stride - padding + p * dilation, column * stride - padding + q * dilation);
                if (y < 0 || y >= h || z < 0 || z >= v)
                    continue;
                var channel = output / (o / groups) * per + i;
                sum += (double)x[((image * c + channel) * h + y) * v + z] * w[((output * per + i) * k + p) * k + q];
            }

            result[((image * o + output) * rows + row) * columns + column] = (float)sum;
        }

        return tensor(result).reshape(n, o, rows, columns);
    }
}
