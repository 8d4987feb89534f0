using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

[TestFixture]
internal sealed class SerializationTests
{
    private string _file = "";

    [SetUp]
    public void Name() => _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [TearDown]
    public void Remove() => File.Delete(_file);

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float16)]
    [TestCase(ScalarType.Int64)]
    [TestCase(ScalarType.Bool)]
    public void ATensorComesBackFromAFile(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x = (arange(6) % 2).view(2, 3).to(type).t();
        save(x, _file);
        var back = load(_file);
        Assert.That(back.dtype, Is.EqualTo(type));
        Assert.That(back.Equals(x));
        Assert.That(File.Exists(_file + ".part"), Is.False);
    }

    [Test]
    public void AStreamLoadsIntoATensorOfTheSameShapeAlone()
    {
        using var scope = NewDisposeScope();
        var stream = new MemoryStream();
        rand(3, 2).Save(new BinaryWriter(stream));
        void Load(Tensor target)
        {
            stream.Position = 0;
            target.Load(new BinaryReader(stream));
        }

        Load(zeros(3, 2));
        Assert.Throws<ArgumentException>(() => Load(zeros(2, 3)));
        Assert.Throws<ArgumentException>(() => Load(zeros(3, 2, float64)));
    }

    [Test]
    public void ADamagedFileIsAnErrorThatNamesIt()
    {
        using var x = ones(100);
        save(x, _file);
        var bytes = File.ReadAllBytes(_file);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(_file, bytes[..length]);
            Assert.That(() => load(_file), Throws.TypeOf<InvalidDataException>().With.Message.Contains(_file), $"{length} bytes");
        }

        // A shape of terabytes in a file of bytes must not take memory.
        File.WriteAllBytes(_file, [.. bytes[..17], 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]);
        Assert.Throws<InvalidDataException>(() => load(_file));
    }
}
