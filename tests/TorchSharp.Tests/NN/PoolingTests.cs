using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class PoolingTests
{
    private static readonly Func<IEnumerable<double>, double> Mean = values => values.Average();
    private static readonly Func<IEnumerable<double>, double> Max = values => values.Max();

    [TestCase(2, 2, 0)]
    [TestCase(3, 2, 1)]
    [TestCase(3, 1, 0)]
    public void PoolsEqualPlainLoops(int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 7, 8);
        var average = nn.AvgPool2d(kernel, stride, padding, count_include_pad: false).call(x);
        var largest = nn.MaxPool2d(kernel, stride, padding).call(x);
        Compare(average, x, kernel, stride, padding, Mean);
        Compare(largest, x, kernel, stride, padding, Max);
    }

    [Test]
    public void TheStrideDefaultsToTheKernel()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 1, 6, 6);
        foreach (var y in new[]
        {
            nn.AvgPool2d(3).call(x), nn.AvgPool2d((3, 3)).call(x), nn.AvgPool2d([3, 3]).call(x), nn.MaxPool2d(3).call(x),
            nn.MaxPool2d((3, 3)).call(x), nn.MaxPool2d([3, 3]).call(x), nn.functional.avg_pool2d(x, 3), nn.functional.max_pool2d(x, 3),
        })
            Assert.That(y.shape, Is.EqualTo(new long[] { 1, 1, 2, 2 }));
    }

    [Test]
    public void PaddedZerosCountUnlessTheyAreLeftOut()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, 1, 2, 2);
        Assert.That(nn.AvgPool2d(2, 2, 1).call(x)[0, 0, 0, 0].ToDouble(), Is.EqualTo(0.25));
        Assert.That(nn.AvgPool2d(2, 2, 1, count_include_pad: false).call(x)[0, 0, 0, 0].ToDouble(), Is.EqualTo(1));
        Assert.That(nn.AvgPool2d(2, divisor_override: 2).call(x)[0, 0, 0, 0].ToDouble(), Is.EqualTo(2));
    }

    [Test]
    public void AdaptivePoolsGiveTheAskedSize()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 5, 7);
        var global = nn.AdaptiveAvgPool2d(1).call(x);
        Assert.That((global.squeeze() - x.mean([2, 3])).abs().max().ToDouble(), Is.LessThan(1e-6));
        Assert.That(nn.AdaptiveAvgPool2d((2, 3)).call(x).shape, Is.EqualTo(new long[] { 2, 3, 2, 3 }));
        Assert.That(nn.AdaptiveMaxPool2d([1, 1]).call(x)[1, 2, 0, 0].ToDouble(), Is.EqualTo(x[1, 2].max().ToDouble()));
    }

    [Test]
    public void IndicesPointAtTheLargestValues()
    {
        using var scope = NewDisposeScope();
        var (values, indices) = nn.MaxPool2d(2).forward_with_indices(arange(16, dtype: ScalarType.Float32).reshape(1, 1, 4, 4));
        Assert.That(indices.data<long>().ToArray(), Is.EqualTo(new long[] { 5, 7, 13, 15 }));
        Assert.That(values.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 7, 13, 15 }));
    }

    private static void Compare(Tensor found, Tensor x, int kernel, int stride, int padding, Func<IEnumerable<double>, double> reduce)
    {
        var (height, width) = ((int)x.shape[2], (int)x.shape[3]);
        for (var row = 0; row < found.shape[2]; row++)
        for (var column = 0; column < found.shape[3]; column++)
        {
            var window =
                from y in Enumerable.Range(row * stride - padding, kernel)
                from z in Enumerable.Range(column * stride - padding, kernel)
                where y >= 0 && y < height && z >= 0 && z < width
                select x[1, 2, y, z].ToDouble();
            Assert.That(found[1, 2, row, column].ToDouble(), Is.EqualTo(reduce(window)).Within(1e-5));
        }
    }
}
