using EdgeKd.Models;
using TorchSharp;

namespace EdgeKd.Models.Tests.Checkpoints;

[TestFixture]
[NonParallelizable]
public class CheckpointFileTests
{
    // A header of 128 bytes begins like a pickle (0x80), one of 19,280 bytes like an archive (PK).
    [TestCase(128)]
    [TestCase(19_280)]
    public void AHeaderIsToldFromAPickleAndAnArchive(int headerBytes)
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new TemporaryFolder();
        Safetensors.Save(folder["t"], [new("t", torch.ones(2))], new Dictionary<string, string> { ["padding"] = "" });
        var shortest = BitConverter.ToInt32(File.ReadAllBytes(folder["t"]));
        Safetensors.Save(folder["t"], [new("t", torch.ones(2))], new Dictionary<string, string> { ["padding"] = new string('p', headerBytes - shortest) });
        Assert.That(BitConverter.ToInt32(File.ReadAllBytes(folder["t"])), Is.EqualTo(headerBytes));
        using var file = CheckpointFile.Load(folder["t"]);
        Assert.That(file.Format, Is.EqualTo(CheckpointFormat.Safetensors));
        Assert.That(CheckpointFile.FormatOf(folder["t"]), Is.EqualTo(CheckpointFormat.Safetensors));
    }

    [TestCase("a text that is longer than nine bytes")]
    [TestCase("\u0008\u0008\u0012\u0004test of an ONNX file")]
    public void AFileOfAnotherKindIsNamedSo(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t"], content);
        Assert.That(() => CheckpointFile.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("neither a safetensors file nor"));
        Assert.That(CheckpointFile.FormatOf(folder["t"]), Is.Null);
    }

    [TestCase("PK\u0003\u0004 but no archive")]
    [TestCase("")]
    public void ADamagedFileIsAnErrorOfOneLine(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t"], content);
        Assert.That(() => CheckpointFile.Load(folder["t"]), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(folder["t"]).And.Message.Not.Contains("\n"));
        Assert.That(CheckpointFile.FormatOf(folder["t"]), Is.Null);
    }

    [Test]
    public void AMissingFileIsAnIOException()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => CheckpointFile.Load(folder["none"]), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void TheTensorsOutliveTheScopeTheyWereReadIn()
    {
        using var folder = new TemporaryFolder();
        CheckpointFile file;
        using (torch.NewDisposeScope())
        {
            PyTorchCheckpoint.Save(folder["t"], [new("a", torch.ones(2)), new("b", torch.zeros([]))]);
            file = CheckpointFile.Load(folder["t"]);
        }

        Assert.That(file.Tensors["a"].data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1 }));
        file.Dispose();
    }
}
