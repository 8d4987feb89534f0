using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class StateFileTests
{
    private static nn.Module Net() => nn.Sequential(("conv", nn.Conv2d(2, 3, 3)), ("norm", nn.BatchNorm2d(3)));

    private static byte[] Save(nn.Module module)
    {
        using var stream = new MemoryStream();
        module.save(stream);
        return stream.ToArray();
    }

    [Test]
    public void WhatIsSavedIsLoaded()
    {
        using var scope = NewDisposeScope();
        using var source = Net();
        using var target = Net();
        source.get_buffer("norm.num_batches_tracked")!.fill_(300);
        target.load(new MemoryStream(Save(source)));
        foreach (var (name, value) in source.state_dict())
            Assert.That(target.state_dict()[name].detach().Equals(value.detach()), name);
    }

    [Test]
    public void TheFormatIsTorchSharps()
    {
        using var layer = nn.Linear(1, 300, hasBias: false);
        nn.init.ones_(layer.weight);
        var bytes = Save(layer);
        // One entry; a name with its length; type 6 (32-bit float); 2 dimensions; 300 in two bytes of base 128; 1; elements.
        byte[] start = [1, 6, .. "weight"u8, 6, 2, 0xAC, 0x02, 1, 0, 0, 0x80, 0x3F];
        Assert.That(bytes[..start.Length], Is.EqualTo(start));
        Assert.That(bytes, Has.Length.EqualTo(start.Length + 299 * 4));
    }

    [Test]
    public void ElementsAreInRowOrderWhateverTheLayout()
    {
        using var scope = NewDisposeScope();
        using var target = nn.Conv2d(2, 2, 2, bias: false);
        target.weight = nn.Parameter(arange(16, dtype: ScalarType.Float32).reshape(2, 2, 2, 2).permute(0, 3, 1, 2));
        var values = target.weight.detach().contiguous().data<float>().ToArray();
        using var other = nn.Conv2d(2, 2, 2, bias: false);
        other.load(new MemoryStream(Save(target)));
        Assert.That(other.weight.detach().data<float>().ToArray(), Is.EqualTo(values));
    }

    [Test]
    public void DamagedFilesAreRefused()
    {
        using var net = Net();
        var whole = Save(net);
        for (var length = 0; length < whole.Length; length += 7)
            Assert.That(() => net.load(new MemoryStream(whole[..length])), Throws.InstanceOf<InvalidDataException>().Or.InstanceOf<ArgumentException>(), $"{length} bytes");
        // An entry count and sizes far beyond the file must not be believed.
        byte[] huge = [7, 11, .. "conv.weight"u8, 6, 4, .. Enumerable.Repeat((byte)0xFF, 7), 0x7F, 3, 3, 3];
        Assert.That(() => net.load(new MemoryStream(huge)), Throws.ArgumentException.With.Message.Contains("shape"));
        byte[] skipped = [1, 1, (byte)'x', 6, 1, .. Enumerable.Repeat((byte)0xFF, 7), 0x7F];
        Assert.That(() => net.load(new MemoryStream(skipped), strict: false), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void NamesMustFitUnlessTheyNeedNot()
    {
        using var net = Net();
        using var other = nn.Sequential(("conv", nn.Conv2d(2, 3, 3)), ("tail", nn.Linear(1, 1)));
        var bytes = Save(other);
        Assert.That(() => net.load(new MemoryStream(bytes)), Throws.ArgumentException);
        var loaded = new Dictionary<string, bool>();
        net.load(new MemoryStream(bytes), strict: false, loadedParameters: loaded);
        Assert.That(loaded, Is.EquivalentTo(new Dictionary<string, bool>
        {
            ["conv.weight"] = true, ["conv.bias"] = true, ["tail.weight"] = false, ["tail.bias"] = false,
        }));
        Assert.That(net.get_parameter("conv.weight")!.detach().Equals(other.get_parameter("conv.weight")!.detach()));
    }

    [Test]
    public void AMissingFileIsSaid()
    {
        using var net = Net();
        Assert.That(() => net.load("nowhere.dat"), Throws.TypeOf<FileNotFoundException>());
    }
}
