using EdgeKd.Models;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

[TestFixture]
[NonParallelizable]
public class SafetensorsTests
{
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.BFloat16)]
    [TestCase(ScalarType.Int64)]
    [TestCase(ScalarType.Int32)]
    [TestCase(ScalarType.Int16)]
    [TestCase(ScalarType.Int8)]
    [TestCase(ScalarType.Byte)]
    [TestCase(ScalarType.Bool)]
    public void EveryTypeComesBack(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var values = tensor(new double[] { 0, 1, 0, 1, 1, 0 }, dtype: ScalarType.Float64).reshape(2, 3).to(type);
        Safetensors.Save(folder["t"], [new("t", values)]);
        using var file = Safetensors.Load(folder["t"]);
        Assert.That(file.Tensors["t"].dtype, Is.EqualTo(type));
        Assert.That(file.Tensors["t"].shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(file.Tensors["t"].bytes.SequenceEqual(values.bytes));
    }

    [TestCase(new long[0], TestName = "a scalar")]
    [TestCase(new long[] { 0 }, TestName = "nothing")]
    [TestCase(new long[] { 2, 0, 3 }, TestName = "nothing in three dimensions")]
    [TestCase(new long[] { 1, 1, 1, 1, 2 }, TestName = "five dimensions")]
    public void EveryShapeComesBack(long[] shape)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Safetensors.Save(folder["t"], [new("t", ones(shape))]);
        using var file = Safetensors.Load(folder["t"]);
        Assert.That(file.Tensors["t"].shape, Is.EqualTo(shape));
    }

    [Test]
    public void OrderAndStridesDoNotChangeTheBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var a = rand([2, 3, 4]);
        var transposed = a.permute(2, 0, 1).contiguous().permute(1, 2, 0);
        var b = arange(3, dtype: ScalarType.Int64);
        var metadata = new Dictionary<string, string> { ["x"] = "1", ["a"] = "ü\"" };
        Safetensors.Save(folder["1"], [new("a", a), new("b", b)], metadata);
        Safetensors.Save(folder["2"], [new("b", b), new("a", transposed)], metadata.Reverse().ToDictionary());
        Assert.That(File.ReadAllBytes(folder["2"]), Is.EqualTo(File.ReadAllBytes(folder["1"])));
        using var file = Safetensors.Load(folder["1"]);
        Assert.That(file.Metadata, Is.EquivalentTo(metadata));
    }

    [Test]
    public void RandomContentsComeBack() =>
        Prop.ForAll(
            Gen.Choose(0, 3).ListOf().SelectMany(sides => Gen.Elements("w", "ü/…", "a.b.0", "\"\\\n").Select(name => (sides, name))).ToArbitrary(),
            pair =>
            {
                using var scope = NewDisposeScope();
                using var folder = new TemporaryFolder();
                var values = rand(pair.sides.Take(6).Select(side => (long)side).ToArray());
                Safetensors.Save(folder["t"], [new(pair.name, values)]);
                using var file = Safetensors.Load(folder["t"]);
                return file.Tensors[pair.name].shape.SequenceEqual(values.shape) && (values.numel() == 0 || file.Tensors[pair.name].bytes.SequenceEqual(values.bytes));
            }).QuickCheckThrowOnFailure();

    [Test]
    public void TheDataBeginsAtEightBytesAndNoTemporaryFileRemains()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        for (var length = 1; length <= 8; length++)
        {
            Safetensors.Save(folder["t"], [new(new string('n', length), ones(1))]);
            Assert.That((new FileInfo(folder["t"]).Length - 4) % 8, Is.Zero);
        }

        Assert.That(folder.FileNames, Is.EqualTo(new[] { "t" }));
    }

    [Test]
    public void ADuplicateOrReservedNameIsNotWritten([Values("t", "__metadata__")] string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Assert.That(() => Safetensors.Save(folder["t"], [new("t", ones(1)), new(name, ones(1))]), Throws.ArgumentException);
        Assert.That(folder.FileNames, Is.Empty);
    }

    [Test]
    public void TheTensorsOutliveTheScopeTheyWereReadIn()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile file;
        using (NewDisposeScope())
        {
            Safetensors.Save(folder["t"], [new("t", ones(2))]);
            file = Safetensors.Load(folder["t"]);
        }

        Assert.That(file.Tensors["t"].data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1 }));
        file.Dispose();
    }
}
