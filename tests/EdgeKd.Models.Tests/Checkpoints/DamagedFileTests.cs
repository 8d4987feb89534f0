using EdgeKd.HostileFiles;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>Truncations and random damage of every format: an error or weights, quickly and in little memory, and no crash.</summary>
[TestFixture]
[NonParallelizable]
public class DamagedFileTests
{
    private const int LargestFileBytes = 64 << 10;

    private static readonly string[] Formats = ["safetensors", "written here", "torch.save", "torch.save of old", "pickle"];

    // argv: the folder. A checkpoint of about 50 KiB, most of it names and shapes.
    private const string Write = """
        import sys, torch
        torch.manual_seed(1)
        net = torch.nn.Sequential(*[torch.nn.Sequential(torch.nn.Conv2d(4, 4, 3), torch.nn.BatchNorm2d(4)) for _ in range(12)])
        value = {'model': {'module.' + k: v for k, v in net.state_dict().items()}, 'epoch': 3, 'lr': 0.1, 'args': [1, 'a', None, (True, False)],
                 'optimizer': torch.optim.SGD(net.parameters(), lr=0.1).state_dict(), 'half': torch.ones(3).half(), 't': torch.ones(3, 4).t()}
        torch.save(value, sys.argv[1] + '/torch.save')
        torch.save(value, sys.argv[1] + '/torch.save of old', _use_new_zipfile_serialization=False)
        """;

    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void WriteFiles()
    {
        folder = new TemporaryFolder();
        PythonPeer.Run(Write, folder.Path);
        using var scope = NewDisposeScope();
        using (var file = CheckpointFile.Load(folder["torch.save"]))
        {
            Safetensors.Save(folder["safetensors"], file.Tensors, new Dictionary<string, string> { ["format"] = "pt" });
            PyTorchCheckpoint.Save(folder["written here"], file.Tensors);
        }

        // Changed within an archive it would fail the archive's checksum; so this one is packed after it was changed.
        using var zip = System.IO.Compression.ZipFile.OpenRead(folder["torch.save"]);
        using var pickle = zip.Entries.Single(entry => entry.Name == "data.pkl").Open();
        using var target = File.Create(folder["pickle"]);
        pickle.CopyTo(target);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [TestCaseSource(nameof(Formats))]
    public void EveryTruncationIsAnError(string format)
    {
        var good = File.ReadAllBytes(folder[format]);
        Read(format, good);
        var figures = HostileReads.Run(FileMutations.Truncations(good), bytes => Read(format, bytes), measureGrowth: false);
        Assert.That(figures.Read, Is.Zero);
        Assert.That(figures.LargestAllocatedBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    [TestCaseSource(nameof(Formats))]
    public void RandomDamageIsAnErrorOrWeights(string format)
    {
        var figures = Damage(format, 500, measureGrowth: false);
        Assert.That(figures.Refused, Is.Positive);
        Assert.That(figures.LargestAllocatedBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    [TestCaseSource(nameof(Formats))]
    [Category("Soak")]
    public void MuchRandomDamageIsAnErrorInUnderASecondAndLittleMemory(string format)
    {
        var figures = Damage(format, 10_000, measureGrowth: true);
        TestContext.Out.WriteLine($"{format}: {figures}");
        Assert.That(figures.LongestCpuMs, Is.LessThan(HostileReads.MaxMs));
        Assert.That(figures.LargestGrowthBytes, Is.LessThan(HostileReads.MaxBytes));
    }

    private HostileFigures Damage(string format, int count, bool measureGrowth)
    {
        var good = File.ReadAllBytes(folder[format]);
        Assert.That(good, Has.Length.LessThanOrEqualTo(LargestFileBytes));
        return HostileReads.Run(FileMutations.Random(good, count, seed: 3), bytes => Read(format, bytes), measureGrowth);
    }

    private void Read(string format, byte[] bytes)
    {
        if (format == "pickle")
        {
            using var original = System.IO.Compression.ZipFile.OpenRead(folder["torch.save"]);
            PickleBuilder.WriteZip(folder["damaged"], bytes, [.. original.Entries.Where(entry => entry.FullName.Contains("/data/")).Select(Record)]);
        }
        else
        {
            File.WriteAllBytes(folder["damaged"], bytes);
        }

        // What was read can be shown and written: strides and offsets lead nowhere else.
        using var scope = NewDisposeScope();
        using var file = CheckpointFile.Load(folder["damaged"]);
        _ = CheckpointNames.Unwrap(file.Tensors.Keys);
        foreach (var tensor in file.Tensors.Values)
        {
            _ = tensor.contiguous().bytes.Length;
        }
    }

    private static (string Name, byte[] Content) Record(System.IO.Compression.ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        var bytes = new byte[entry.Length];
        content.ReadExactly(bytes);
        return ($"archive/data/{entry.Name}", bytes);
    }
}
