using System.IO.Compression;
using System.Text;
using EdgeKd.Models;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests.Checkpoints;

[TestFixture]
[NonParallelizable]
public class PyTorchCheckpointTests
{
    [Test]
    public void TheArchiveIsLaidOutAsTorchSaveDoes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Tensor[] values = [rand(7), rand(3, 5), zeros(0), tensor(2.5), rand(1000)];
        PyTorchCheckpoint.Save(folder["t"], values.Select((value, i) => KeyValuePair.Create($"tensor {i}", value)));

        using var zip = ZipFile.OpenRead(folder["t"]);
        Assert.That(zip.Entries.Select(entry => entry.FullName), Is.EqualTo(new[]
        {
            "archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/data/1", "archive/data/2", "archive/data/3", "archive/data/4", "archive/version",
        }));
        Assert.That(zip.Entries.All(entry => entry.CompressedLength == entry.Length));
        Assert.That(new StreamReader(zip.GetEntry("archive/byteorder")!.Open()).ReadToEnd(), Is.EqualTo("little"));
        Assert.That(new StreamReader(zip.GetEntry("archive/version")!.Open()).ReadToEnd(), Is.EqualTo("3\n"));
        var file = File.ReadAllBytes(folder["t"]);
        foreach (var name in zip.Entries.Select(entry => entry.FullName))
        {
            // Before a record stand its name and the extra field FB with its padding.
            var at = file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) + name.Length;
            Assert.That(Encoding.ASCII.GetString(file, at, 2), Is.EqualTo("FB"));
            Assert.That((at + 4 + BitConverter.ToUInt16(file, at + 2)) % 64, Is.Zero, name);
        }

        Assert.That(folder.FileNames, Is.EqualTo(new[] { "t" }));
    }

    [Test]
    public void StridesDoNotChangeTheBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var a = rand(2, 3, 4);
        PyTorchCheckpoint.Save(folder["1"], [new("a", a)]);
        PyTorchCheckpoint.Save(folder["2"], [new("a", a.permute(2, 0, 1).contiguous().permute(1, 2, 0))]);
        Assert.That(File.ReadAllBytes(folder["2"]), Is.EqualTo(File.ReadAllBytes(folder["1"])));
    }

    [Test]
    public void RandomContentsComeBack() =>
        Prop.ForAll(
            Gen.Choose(0, 3).ListOf().SelectMany(sides => Gen.Elements("w", "ü/…", "a.b.0", "\"\\\n", "").Select(name => (sides, name))).ToArbitrary(),
            pair =>
            {
                using var scope = NewDisposeScope();
                using var folder = new TemporaryFolder();
                var values = rand(pair.sides.Take(6).Select(side => (long)side).ToArray());
                PyTorchCheckpoint.Save(folder["t"], [new(pair.name, values), new("other", values.to(ScalarType.BFloat16))]);
                using var file = CheckpointFile.Load(folder["t"]);
                return file.Tensors[pair.name].shape.SequenceEqual(values.shape)
                    && file.Tensors[pair.name].bytes.SequenceEqual(values.bytes)
                    && file.Tensors["other"].bytes.SequenceEqual(values.to(ScalarType.BFloat16).bytes);
            }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatCannotBeWrittenLeavesNothing()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var one = ones(1);
        Assert.That(() => PyTorchCheckpoint.Save(folder["t"], [new("a", one), new("a", one)]), Throws.ArgumentException.With.Message.Contains("'a' is given twice"));
        Assert.That(
            () => PyTorchCheckpoint.Save(folder["t"], [new("a", zeros(1, dtype: ScalarType.ComplexFloat32))]),
            Throws.ArgumentException.With.Message.Contains("'a' has type ComplexFloat32"));
        Assert.That(
            () => PyTorchCheckpoint.Save(folder["t"], Enumerable.Range(0, 65_532).Select(i => KeyValuePair.Create($"{i}", one))),
            Throws.ArgumentException.With.Message.Contains("safetensors"));
        Assert.That(() => PyTorchCheckpoint.Save(folder["none/t"], [new("a", one)]), Throws.InstanceOf<IOException>());
        Assert.That(folder.FileNames, Is.Empty);
    }
}
