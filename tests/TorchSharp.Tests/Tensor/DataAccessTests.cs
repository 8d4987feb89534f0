using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class DataAccessTests
{
    [Test]
    public void AViewIsReadInRowMajorOrder()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).view(2, 3).transpose(0, 1);
        var data = x.data<long>();
        Assert.That(data.ToArray(), Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(data, Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That(data[3], Is.EqualTo(4));
        Assert.That(data[2, 1], Is.EqualTo(5));
        Assert.That(data.ToNDArray(), Is.EqualTo(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }));
        data[0, 1] = 30;
        Assert.That(x[0, 1].ToInt64(), Is.EqualTo(30));
        Assert.Throws<IndexOutOfRangeException>(() => _ = data[6]);
        Assert.Throws<IndexOutOfRangeException>(() => _ = data[0, 2]);
    }

    [Test]
    public void CopiesGoBothWays()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x.data<float>().CopyFrom([1, 2, 3], 0, 2);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 2, 3, 0 }));
        var some = new float[4];
        x.data<float>().CopyTo(some, 1, 3);
        Assert.That(some, Is.EqualTo(new float[] { 0, 2, 3, 0 }));
        Assert.That(zeros(0).data<float>().ToArray(), Is.Empty);
    }

    [Test]
    public void BytesAreTheMemoryItself()
    {
        using var x = tensor(new float[] { 1, 2 });
        Assert.That(MemoryMarshal.Cast<byte, float>(x.bytes).ToArray(), Is.EqualTo(new float[] { 1, 2 }));
        x.bytes = MemoryMarshal.AsBytes<float>(new float[] { 3, 4 }).ToArray();
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 3, 4 }));
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[4]);
        using var wide = zeros(2, 2);
        using var view = wide.t();
        Assert.Throws<InvalidOperationException>(() => _ = view.bytes.Length);
    }

    [Test]
    public void AWrongElementTypeIsRefused()
    {
        using var x = tensor(1f);
        Assert.That(() => x.data<double>(), Throws.ArgumentException.With.Message.EqualTo("Double is not compatible with Float32"));
        Assert.Throws<ArgumentException>(() => x.item<int>());
        using var two = zeros(2);
        Assert.Throws<ArgumentException>(() => two.item<float>());
        Assert.That(x.item<float>(), Is.EqualTo(1f));
    }

    [Test]
    public void ADisposedTensorIsRefused()
    {
        var x = tensor(1f);
        var data = x.data<float>();
        x.Dispose();
        x.Dispose();
        Assert.That(x.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => x.abs());
        Assert.Throws<InvalidOperationException>(() => _ = x.shape);
        Assert.Throws<ObjectDisposedException>(() => _ = data[0]);
    }

    [Test]
    public void TensorsHaveText()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[,] { { 1.5f, 2 }, { 3, -4 } });
        Assert.That(x.ToString(), Is.EqualTo("[2x2], type = Float32, device = cpu"));
        Assert.That(x.npstr(), Is.EqualTo("[[1.5 2]\n [3 -4]]"));
        Assert.That(arange(10).npstr(), Is.EqualTo("[0 1 2 ... 7 8 9]"));
        Assert.That(tensor(true).npstr(), Is.EqualTo("True"));
    }
}
