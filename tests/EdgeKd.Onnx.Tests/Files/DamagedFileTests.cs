using EdgeKd.HostileFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Files;

/// <summary>Truncations and random damage of an exported model: an error or a model, quickly and in little memory, and no crash.</summary>
[TestFixture]
[NonParallelizable]
public class DamagedFileTests
{
    private const int LargestFileBytes = 64 << 10;

    private TemporaryFolder _folder = null!;
    private byte[] _good = null!;

    [OneTimeSetUp]
    public void WriteModel()
    {
        _folder = new TemporaryFolder();
        random.manual_seed(1);
        using var network = nn.Sequential(
            [.. Enumerable.Range(0, 24).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[]
            {
                ($"conv{i}", nn.Conv2d(i == 0 ? 3 : 4, 4, 3, padding: 1)), ($"norm{i}", nn.BatchNorm2d(4)), ($"act{i}", nn.ReLU()),
            }), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(4, 100))]);
        network.eval();
        var model = OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8, Labels = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")] });
        OnnxFile.Save(model, _folder.File("good.onnx"));
        _good = File.ReadAllBytes(_folder.File("good.onnx"));
        Assert.That(_good, Has.Length.InRange(LargestFileBytes / 4, LargestFileBytes));
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Every_truncation_is_an_error_or_a_model()
    {
        var figures = HostileReads.Run(FileMutations.Truncations(_good), Read, measureGrowth: false);
        Assert.That(figures.Refused, Is.GreaterThan(_good.Length / 97 * 9 / 10));
        Assert.That(figures.LargestAllocatedBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    [Test]
    public void Random_damage_is_an_error_or_a_model()
    {
        var figures = HostileReads.Run(FileMutations.Random(_good, 1000, seed: 3), Read, measureGrowth: false);
        Assert.That(figures.Refused, Is.Positive);
        Assert.That(figures.LargestAllocatedBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    [Test]
    [Category("Soak")]
    public void Much_random_damage_is_an_error_in_under_a_second_and_little_memory()
    {
        var figures = HostileReads.Run(FileMutations.Random(_good, 10_000, seed: 3), Read, measureGrowth: true);
        TestContext.Out.WriteLine($"ONNX: {figures}");
        Assert.That(figures.LongestCpuMs, Is.LessThan(HostileReads.MaxMs));
        Assert.That(figures.LargestGrowthBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    // What was read can be shown, costs and all.
    private void Read(byte[] bytes)
    {
        File.WriteAllBytes(_folder.File("damaged.onnx"), bytes);
        _ = OnnxSummary.Describe(OnnxFile.Load(_folder.File("damaged.onnx"))).ToString();
    }
}
