using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class ConversionTests
{
    [TestCase(ScalarType.Byte, 1, true, false)]
    [TestCase(ScalarType.Int8, 1, true, false)]
    [TestCase(ScalarType.Int16, 2, true, false)]
    [TestCase(ScalarType.Int32, 4, true, false)]
    [TestCase(ScalarType.Int64, 8, true, false)]
    [TestCase(ScalarType.Bool, 1, true, false)]
    [TestCase(ScalarType.Float16, 2, false, true)]
    [TestCase(ScalarType.BFloat16, 2, false, true)]
    [TestCase(ScalarType.Float32, 4, false, true)]
    [TestCase(ScalarType.Float64, 8, false, true)]
    [TestCase(ScalarType.ComplexFloat32, 8, false, false)]
    [TestCase(ScalarType.ComplexFloat64, 16, false, false)]
    public void EveryElementTypeIsMadeAndConverted(ScalarType type, int sizeBytes, bool integral, bool floating)
    {
        using var scope = NewDisposeScope();
        var x = ones([2, 2], type);
        Assert.That(x.dtype, Is.EqualTo(type));
        Assert.That(x.element_size(), Is.EqualTo(sizeBytes));
        Assert.That((x.is_integral(), x.is_floating_point(), x.is_complex()), Is.EqualTo((integral, floating, !integral && !floating)));
        if (x.is_complex()) return;
        Assert.That(x.to(float32).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 1, 1 }));
        Assert.That(x.sum().ToDouble(), Is.EqualTo(4));
        Assert.That(tensor(1f).to(type).ToSingle(), Is.EqualTo(1));
    }

    [Test]
    public void ConversionToTheSameTypeIsTheSameTensor()
    {
        using var x = zeros(3);
        using var same = x.to(float32);
        using var copy = x.to_type(ScalarType.Float32, copy: true);
        using var cpu = x.to("cpu");
        same.fill_(1);
        Assert.That(x.sum().ToSingle(), Is.EqualTo(3));
        Assert.That(copy.sum().ToSingle(), Is.Zero);
        Assert.That(cpu.device.type, Is.EqualTo(DeviceType.CPU));
    }

    [Test]
    public void DisposeAfterFreesTheSource()
    {
        var x = zeros(3);
        using var converted = x.to(float64, disposeAfter: true);
        Assert.That(x.IsInvalid);
        Assert.That(converted.dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void CopiesConvertTypes()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 2, dtype: int64);
        x.copy_(tensor(new[] { 1.9f, -1.9f }));
        Assert.That(x.data<long>().ToArray(), Is.EqualTo(new long[] { 1, -1, 1, -1 }));
    }

    [TestCase("cpu", DeviceType.CPU, -1, "cpu")]
    [TestCase("CPU", DeviceType.CPU, -1, "cpu")]
    [TestCase("cuda", DeviceType.CUDA, -1, "cuda")]
    [TestCase("cuda:1", DeviceType.CUDA, 1, "cuda:1")]
    public void DevicesAreReadFromText(string text, DeviceType type, int index, string back)
    {
        var device = new Device(text);
        Assert.That((device.type, device.index, device.ToString()), Is.EqualTo((type, index, back)));
    }

    [Test]
    public void AnAbsentDeviceIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Device("gpu"));
        Assert.Throws<ArgumentException>(() => new Device("cuda:0:1"));
        if (!cuda.is_available()) Assert.Throws<InvalidOperationException>(() => device("cuda"));
    }

    [Test]
    public void ScalarsKeepTheirKind()
    {
        Assert.That(((Scalar)3).Type, Is.EqualTo(ScalarType.Int64));
        Assert.That(((Scalar)3f).Type, Is.EqualTo(ScalarType.Float64));
        Assert.That(((Scalar)true).Type, Is.EqualTo(ScalarType.Bool));
        Assert.That(((Scalar)2.75).ToInt32(), Is.EqualTo(2));
        Assert.That(((Scalar)7).ToDouble(), Is.EqualTo(7.0));
        Assert.Throws<OverflowException>(() => ((Scalar)300).ToByte());
    }
}
