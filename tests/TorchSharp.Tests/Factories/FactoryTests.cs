using static TorchSharp.torch;

namespace TorchSharp.Tests.Factories;

[TestFixture]
internal sealed class FactoryTests
{
    [Test]
    public void FilledTensors()
    {
        using var scope = NewDisposeScope();
        Assert.That(zeros(2, 3).shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(ones([4], int32).data<int>().ToArray(), Is.EqualTo(new[] { 1, 1, 1, 1 }));
        Assert.That(full([2], 7).dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(full([2], 0.5).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(empty(3L, 0L).numel(), Is.Zero);
        Assert.That(zeros([]).ndim, Is.Zero);
        Assert.That(zeros(2, requires_grad: true).requires_grad);
        Assert.That(eye(2).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 1 }));
        Assert.That(ones_like(zeros([2], float64)).dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(zeros(2).full_like(3).sum().ToSingle(), Is.EqualTo(6));
        Assert.That(zeros(2).new_zeros([5]).numel(), Is.EqualTo(5));
    }

    [Test]
    public void Ranges()
    {
        using var scope = NewDisposeScope();
        Assert.That(arange(3).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2 }));
        Assert.That(arange(1, 2, 0.5).data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1.5f }));
        Assert.That(linspace(0, 1, 5).data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0.25f, 0.5f, 0.75f, 1f }));
    }

    [Test]
    public void TensorsFromArrays()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(new[] { 1, 2 }).dtype, Is.EqualTo(ScalarType.Int32));
        Assert.That(tensor(new[] { true, false }).dtype, Is.EqualTo(ScalarType.Bool));
        Assert.That(tensor(new double[,,] { { { 1, 2 } } }).shape, Is.EqualTo(new long[] { 1, 1, 2 }));
        Assert.That(tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).data<float>()[1, 0], Is.EqualTo(3));
        Assert.That(tensor(new List<long> { 1, 2 }, 2, 1).shape, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(tensor(new[] { 1.7f }, dtype: int64).ToInt64(), Is.EqualTo(1));
        Assert.That(tensor(2.5f).ndim, Is.Zero);
        Assert.That(tensor(Array.Empty<float>()).numel(), Is.Zero);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1 }, [2]));
    }

    [Test]
    public void ATensorOfAnArrayIsACopyAndFromArrayIsNot()
    {
        using var scope = NewDisposeScope();
        float[] items = [1, 2, 3, 4];
        var copy = tensor(items);
        var shared = from_array(items);
        var part = frombuffer(items, float32, count: 2, offset: 4);
        items[1] = 20;
        Assert.That(copy.data<float>()[1], Is.EqualTo(2));
        Assert.That(shared.data<float>()[1], Is.EqualTo(20));
        shared[2] = 30f;
        Assert.That(items[2], Is.EqualTo(30));
        Assert.That(part.data<float>().ToArray(), Is.EqualTo(new float[] { 20, 30 }));
        Assert.Throws<ArgumentException>(() => frombuffer(items, float32, offset: 3));
        Assert.Throws<NotSupportedException>(() => from_array(new string[1]));
    }

    [Test]
    public void TheArrayOfASharedTensorOutlivesTheNameOfTheArray()
    {
        static Tensor Make() => from_array(Enumerable.Range(0, 100_000).Select(i => (long)i).ToArray());
        using var x = Make();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(x.sum().ToInt64(), Is.EqualTo(99_999L * 50_000));
    }
}
