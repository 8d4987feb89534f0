using EdgeKd.Models;
using EdgeKd.Models.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

/// <summary>What PyTorch 2, PyTorch 0.4 and Python 2 write, which Debian's does not, built by hand.</summary>
[TestFixture]
[NonParallelizable]
public class HandmadePickleTests
{
    private static readonly byte[] SixFloats = [.. Enumerable.Range(1, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    [TestCase("torch.FloatStorage")]
    [TestCase("torch.cuda.FloatStorage", Description = "PyTorch up to 1.8, from a GPU")]
    public void ATensorOfATypedStorage(string type)
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteZip(folder["t"], PickleBuilder.OneTensor(type), ("archive/data/0", SixFloats));
        RequireSixFloats(folder["t"]);
    }

    [Test]
    public void ATensorWithMetadataAndTheRecordsOfPyTorch2()
    {
        using var folder = new TemporaryFolder();
        var pickle = new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("t")
            .Global("torch._utils._rebuild_tensor_v2").Op(PickleOpcode.Mark)
            .Storage("torch.FloatStorage", "0", 6).Number(0).Numbers(2, 3).Numbers(3, 1)
            .Op(PickleOpcode.NewFalse, PickleOpcode.EmptyDict, PickleOpcode.EmptyDict, PickleOpcode.Tuple, PickleOpcode.Reduce, PickleOpcode.SetItem).Stop();
        PickleBuilder.WriteZip(
            folder["t"],
            pickle,
            ("archive/.format_version", "1"u8.ToArray()),
            ("archive/.storage_alignment", "64"u8.ToArray()),
            ("archive/byteorder", "little"u8.ToArray()),
            ("archive/data/0", SixFloats),
            ("archive/version", "3\n"u8.ToArray()),
            ("archive/.data/serialization_id", "0123456789"u8.ToArray()));
        RequireSixFloats(folder["t"]);
    }

    [Test]
    public void AParameterOfUntypedBytes([Values("torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage")] string storage)
    {
        using var folder = new TemporaryFolder();
        var pickle = new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("t")
            .Global("torch._utils._rebuild_parameter_with_state").Op(PickleOpcode.Mark)
            .Global("torch._utils._rebuild_tensor_v3").Op(PickleOpcode.Mark)
            .Storage(storage, "0", 24).Number(0).Numbers(2, 3).Numbers(3, 1)
            .Op(PickleOpcode.NewFalse, PickleOpcode.EmptyDict).Global("torch.float32").Op(PickleOpcode.EmptyDict, PickleOpcode.Tuple, PickleOpcode.Reduce)
            .Op(PickleOpcode.NewTrue, PickleOpcode.EmptyDict, PickleOpcode.EmptyDict, PickleOpcode.Tuple, PickleOpcode.Reduce, PickleOpcode.SetItem).Stop();
        PickleBuilder.WriteZip(folder["t"], pickle, ("archive/data/0", SixFloats));
        RequireSixFloats(folder["t"]);
    }

    [Test]
    public void AnOrderedDictionaryOfPython2BesideANumPyScalar()
    {
        using var folder = new TemporaryFolder();
        static byte[] Short(string text) => [(byte)PickleOpcode.ShortBinString, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
        var pickle = new PickleBuilder().Op(PickleOpcode.EmptyDict, PickleOpcode.Mark)
            .Raw(Short("best"))
            .Global("numpy.core.multiarray.scalar").Op(PickleOpcode.Mark)
            .Global("numpy.dtype").Op(PickleOpcode.Mark).Raw(Short("f8")).Number(0).Number(1).Op(PickleOpcode.Tuple, PickleOpcode.Reduce)
            .Op(PickleOpcode.Mark).Number(3).Raw(Short("<")).Op(PickleOpcode.Tuple, PickleOpcode.Build)
            .Raw(Short("12345678")).Op(PickleOpcode.Tuple, PickleOpcode.Reduce)
            .Raw(Short("state_dict"))
            .Global("collections.OrderedDict").Op(PickleOpcode.EmptyList, PickleOpcode.EmptyList).Raw(Short("t")).Op(PickleOpcode.Append)
            .Global("torch._utils._rebuild_tensor").Op(PickleOpcode.Mark)
            .Storage("torch.FloatStorage", "0", 6).Number(0).Numbers(2, 3).Numbers(3, 1).Op(PickleOpcode.Tuple, PickleOpcode.Reduce)
            .Op(PickleOpcode.Append, PickleOpcode.Append, PickleOpcode.Tuple1, PickleOpcode.Reduce)
            .Op(PickleOpcode.SetItems).Stop();
        PickleBuilder.WriteLegacy(folder["t"], pickle, "0", 6, SixFloats);
        RequireSixFloats(folder["t"]);
        Assert.That(CheckpointFile.Summarize(folder["t"]).Notes, Is.EqualTo(new[] { "the weights are those under 'state_dict'; 'best' left there" }));
    }

    [Test]
    public void AViewOfAStorageOfTheOldFormat()
    {
        using var folder = new TemporaryFolder();
        var pickle = new PickleBuilder().Op(PickleOpcode.EmptyDict).Text("t")
            .Global("torch._utils._rebuild_tensor").Op(PickleOpcode.Mark)
            .Storage("torch.FloatStorage", "0", 6, view => view.Op(PickleOpcode.Mark).Text("1").Number(2).Number(3).Op(PickleOpcode.Tuple))
            .Number(1).Numbers(2).Numbers(1).Op(PickleOpcode.Tuple, PickleOpcode.Reduce, PickleOpcode.SetItem).Stop();
        PickleBuilder.WriteLegacy(folder["t"], pickle, "0", 6, SixFloats);
        using var file = CheckpointFile.Load(folder["t"]);
        Assert.That(file.Tensors["t"].data<float>().ToArray(), Is.EqualTo(new float[] { 4, 5 }));
    }

    [Test]
    public void AnArchiveThatWasPackedAnew()
    {
        using var folder = new TemporaryFolder();
        PickleBuilder.WriteZip(
            folder["t"],
            System.IO.Compression.CompressionLevel.SmallestSize,
            ("any name/data.pkl", PickleBuilder.OneTensor()),
            ("any name/data/0", SixFloats));
        RequireSixFloats(folder["t"]);
    }

    private static void RequireSixFloats(string path)
    {
        using var file = CheckpointFile.Load(path);
        Assert.That(file.Tensors.Keys, Is.EqualTo(new[] { "t" }));
        Assert.That(file.Tensors["t"].shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(file.Tensors["t"].data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
    }
}
