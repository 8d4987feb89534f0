using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

[TestFixture]
[NonParallelizable]
public class CheckpointTests
{
    private static readonly ModelOptions Three = new() { Classes = 3 };

    [Test]
    public void ASavedNetworkComesBackInPlace()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = ModelZoo.Create("resnet8", Three);
        using var loaded = ModelZoo.Create("resnet8", Three);
        saved.call(rand([4, 3, 32, 32]));
        Checkpoint.Save(saved, folder["c"]);
        var before = StateDictionary.Of(loaded);
        Checkpoint.Load(loaded, folder["c"]);
        foreach (var ((name, expected), (_, actual)) in StateDictionary.Of(saved).Zip(before))
        {
            Assert.That(actual.eq(expected).all().item<bool>(), name);
        }

        Assert.That(loaded.parameters().All(parameter => parameter.requires_grad));
        Checkpoint.Save(loaded, folder["d"]);
        Assert.That(File.ReadAllBytes(folder["d"]), Is.EqualTo(File.ReadAllBytes(folder["c"])));
    }

    [Test]
    public void HalfPrecisionFilesLoadIntoFloat32()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = ModelZoo.Create("resnet8", Three);
        Safetensors.Save(folder["c"], StateDictionary.Of(model).Select(pair =>
            new KeyValuePair<string, Tensor>(pair.Key, pair.Value.is_floating_point() ? pair.Value.to(ScalarType.Float16) : pair.Value)));
        Checkpoint.Load(model, folder["c"]);
        Assert.That(model.parameters().All(parameter => parameter.dtype == ScalarType.Float32));
    }

    [Test]
    public void EveryMisfitIsListedWithItsNearestNameAndNothingIsLoaded()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = ModelZoo.Create("resnet8", Three);
        var before = model.parameters().First().detach().clone();
        var tensors = StateDictionary.Of(model).ToDictionary();
        tensors["conv1.weight"] = zeros(tensors["conv1.weight"].shape);
        tensors.Remove("bn1.bias");
        tensors["bn1.beta"] = zeros(16);
        tensors["fc.weight"] = zeros(10, 64);
        tensors["layer1.0.conv1.weight"] = zeros(tensors["layer1.0.conv1.weight"].shape, dtype: ScalarType.Int8);
        Safetensors.Save(folder["c"], tensors);
        Assert.That(
            () => Checkpoint.Load(model, folder["c"]),
            Throws.InstanceOf<InvalidDataException>()
                .With.Message.Contains("resnet8")
                .And.Message.Contains("1 missing: 'bn1.bias' (nearest: 'bn1.beta')")
                .And.Message.Contains("1 unexpected: 'bn1.beta' (nearest: 'bn1.bias')")
                .And.Message.Contains("2 misshapen")
                .And.Message.Contains("'fc.weight' is [10, 64] in the file and [3, 64] in the network")
                .And.Message.Contains("'layer1.0.conv1.weight' is Int8"));
        Assert.That(model.parameters().First().eq(before).all().item<bool>());
    }

    [Test]
    public void AMissingFileIsAnIOException()
    {
        using var folder = new TemporaryFolder();
        using var model = ModelZoo.Create("resnet8", Three);
        Assert.That(() => Checkpoint.Load(model, folder["none"]), Throws.InstanceOf<IOException>());
    }
}
