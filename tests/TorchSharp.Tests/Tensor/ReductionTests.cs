using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class ReductionTests
{
    private static readonly float[,] Matrix = { { 3, 1, 2 }, { -1, 5, 0 } };

    [Test]
    public void WholeTensorReductions()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Matrix);
        Assert.That(x.sum().ToSingle(), Is.EqualTo(10));
        Assert.That(x.mean().ToSingle(), Is.EqualTo(10f / 6).Within(1e-6));
        Assert.That(x.max().ToSingle(), Is.EqualTo(5));
        Assert.That(x.min().ToSingle(), Is.EqualTo(-1));
        Assert.That(x.prod().ToSingle(), Is.EqualTo(0));
        Assert.That(x.argmax().ToInt64(), Is.EqualTo(4));
        Assert.That(x.argmin().ToInt64(), Is.EqualTo(3));
        Assert.That(x.norm().ToSingle(), Is.EqualTo(MathF.Sqrt(40)).Within(1e-5));
        Assert.That(x.norm(1f).ToSingle(), Is.EqualTo(12).Within(1e-5));
        Assert.That(x.any().ToBoolean());
        Assert.That(x.all().ToBoolean(), Is.False);
        Assert.That(x.median().ToSingle(), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void VarianceDividesAsAsked(bool unbiased)
    {
        using var scope = NewDisposeScope();
        var values = Matrix.Cast<float>().ToArray();
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - (unbiased ? 1 : 0));
        Assert.That(tensor(Matrix).var(unbiased).ToSingle(), Is.EqualTo(variance).Within(1e-5));
        Assert.That(tensor(Matrix).std(unbiased).ToSingle(), Is.EqualTo(MathF.Sqrt(variance)).Within(1e-5));
        var (v, m) = tensor(Matrix).var_mean([0, 1], unbiased);
        Assert.That((v.ToSingle(), m.ToSingle()), Is.EqualTo((variance, mean)).Within(1e-5));
    }

    [Test]
    public void ReductionsAlongADimension()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Matrix);
        Assert.That(x.sum(dim: 0).data<float>().ToArray(), Is.EqualTo(new float[] { 2, 6, 2 }));
        Assert.That(x.sum(1, keepdim: true).shape, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(x.mean([1]).data<float>().ToArray(), Is.EqualTo(new[] { 2f, 4f / 3 }).Within(1e-6));
        Assert.That(x.argmax(1).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
        var (values, indexes) = x.max(1);
        Assert.That(values.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 5 }));
        Assert.That(indexes.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(x.amax([0]).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 5, 2 }));
        Assert.That(x.cumsum(1).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 4, 6, -1, 4, 4 }));
        Assert.That(x.norm(1, keepdim: false, p: 2f).data<float>()[0], Is.EqualTo(MathF.Sqrt(14)).Within(1e-5));
    }

    [Test]
    public void SortAndTopK()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Matrix);
        var (sorted, order) = x.sort(1, descending: true);
        Assert.That(sorted.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 2, 1, 5, 0, -1 }));
        Assert.That(order.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 2, 1, 1, 2, 0 }));
        var (top, where) = x.topk(2, 1);
        Assert.That(top.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 2, 5, 0 }));
        Assert.That(where.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 2, 1, 2 }));
        Assert.That(x.argsort(1).data<long>().ToArray(), Is.EqualTo(new long[] { 1, 2, 0, 0, 2, 1 }));
        Assert.That(x.kthvalue(2, 1).values.data<float>().ToArray(), Is.EqualTo(new float[] { 2, 0 }));
    }

    [Test]
    public void SoftmaxAndItsLogarithm()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Matrix);
        var sums = new[] { 0, 1 }.Select(r => Enumerable.Range(0, 3).Sum(c => Math.Exp(Matrix[r, c]))).ToArray();
        var softmax = x.softmax(1);
        var logarithm = x.log_softmax(1);
        for (var r = 0; r < 2; r++)
        {
            for (var c = 0; c < 3; c++)
            {
                Assert.That(softmax.data<float>()[r, c], Is.EqualTo(Math.Exp(Matrix[r, c]) / sums[r]).Within(1e-6));
                Assert.That(logarithm.data<float>()[r, c], Is.EqualTo(Matrix[r, c] - Math.Log(sums[r])).Within(1e-5));
            }
        }

        Assert.That(x.logsumexp(1).data<float>()[0], Is.EqualTo(Math.Log(sums[0])).Within(1e-5));
    }

    [Test]
    public void SumsKeepOrTakeATypeAsAsked()
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(new byte[] { 200, 200 });
        Assert.That(bytes.sum().dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(bytes.sum().ToInt64(), Is.EqualTo(400));
        Assert.That(bytes.sum(float32).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(bytes.bincount(null, 3).numel(), Is.EqualTo(201));
    }
}
