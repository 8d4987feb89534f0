using System.IO.Compression;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Release.Tests.Bundles;

[TestFixture]
public class HostileBundleTests
{
    private static readonly byte[] Contents = "weights"u8.ToArray();

    private static readonly BundleFile Model = new("model.onnx", Contents.Length, Convert.ToHexStringLower(SHA256.HashData(Contents)));

    [TestCase("../model.onnx"), TestCase("/model.onnx"), TestCase("a/../model.onnx"), TestCase("a\\model.onnx"), TestCase("c:model.onnx")]
    [TestCase("folder/"), TestCase(".bashrc"), TestCase("MODEL.onnx"), TestCase("Bundle.json"), TestCase("bundle.json"), TestCase("model.onnx"), TestCase("extra.txt")]
    public void AnEntryThatDoesNotBelongIsRefused(string name) =>
        Refused(zip => Add(zip, name, Contents), name == "extra.txt" ? "does not name" : null);

    [TestCase(0xA1FF), TestCase(0x41ED), TestCase(0x21A4), TestCase(0x1180), TestCase(0xC1ED)]
    public void ALinkOrSpecialFileIsRefused(int unixMode)
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], zip => Add(zip, Model.Path, Contents).ExternalAttributes = unixMode << 16);
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("link or another special file"));
    }

    [Test]
    public void AnEntryThatIsMissingIsNamed()
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], _ => { });
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("names model.onnx, which it does not hold"));
    }

    [TestCase("weight"), TestCase("weights!"), TestCase("WEIGHTS")]
    public void OtherContentsAreRefused(string contents)
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], zip => Add(zip, Model.Path, System.Text.Encoding.UTF8.GetBytes(contents)));
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.onnx"));
    }

    [Test]
    public void ASizeBombIsRefusedByItsHeader()
    {
        using var folder = new TemporaryFolder();
        var huge = Model with { SizeBytes = 3_000_000_000 };
        Make(folder["b.zip"], [huge], zip => Add(zip, Model.Path, new byte[1 << 20], CompressionLevel.Optimal));
        // The central directory says 3 GB (its field of 4 bytes at +24), as a bomb's does.
        Patch(folder["b.zip"], Model.Path, 24, 3_000_000_000);
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void AnEntryThatHoldsMoreThanItsHeaderSaysIsRefused()
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], zip => Add(zip, Model.Path, new byte[1 << 20], CompressionLevel.Optimal));
        Patch(folder["b.zip"], Model.Path, 24, (uint)Contents.Length);
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void TooManyEntriesAreRefused() => Refused(zip =>
    {
        for (var i = 0; i <= BundleReader.MaxEntries; i++)
            Add(zip, $"file{i}", []);
    }, "entries are more than");

    [Test]
    public void AnArchiveWithoutManifestIsNoBundle()
    {
        using var folder = new TemporaryFolder();
        using (var zip = ZipFile.Open(folder["b.zip"], ZipArchiveMode.Create))
            Add(zip, "model.onnx", Contents);
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no bundle.json"));
    }

    [TestCase(""), TestCase("PK"), TestCase("no archive at all")]
    public void WhatIsNoArchiveIsRefused(string contents)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["b.zip"], contents);
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(folder["b.zip"]));
    }

    /// <summary>Any change of bytes gives either the same release or one plain refusal, and never another exception.</summary>
    [Test]
    public void AMutatedBundleIsRefusedOrTheSame()
    {
        using var folder = new TemporaryFolder();
        var zip = Samples.Bundle(folder.Path);
        var sound = File.ReadAllBytes(zip);
        var weights = "weights"u8.ToArray();

        Prop.ForAll(ArbMap.Default.ArbFor<(int Where, byte What, int Cut, bool Truncate)[]>(), changes =>
        {
            var bytes = (byte[])sound.Clone();
            foreach (var (where, what, cut, truncate) in changes)
            {
                if (bytes.Length == 0)
                    break;
                bytes[(int)((uint)(where * 7919) % bytes.Length)] = what;
                if (truncate)
                    bytes = bytes[..(int)((uint)(cut * 104729) % bytes.Length)];
            }

            File.WriteAllBytes(folder["m.zip"], bytes);
            try
            {
                using var bundle = BundleReader.Open(folder["m.zip"]);
                return bundle.Read("model.fp32.onnx").AsSpan().SequenceEqual(weights);
            }
            catch (InvalidDataException exception)
            {
                return !exception.Message.Contains('\n') && exception.Message.StartsWith(folder["m.zip"]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>The directory at the end of the archive is what an attacker writes; every byte of it counts.</summary>
    [Test]
    public void NoByteOfTheDirectoryMayBeChanged()
    {
        using var folder = new TemporaryFolder();
        var sound = File.ReadAllBytes(Samples.Bundle(folder.Path));
        for (var i = sound.Length - 170; i < sound.Length; i++)
        {
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                var bytes = (byte[])sound.Clone();
                bytes[i] ^= change;
                File.WriteAllBytes(folder["m.zip"], bytes);
                Assert.That(() => BundleReader.Open(folder["m.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(folder["m.zip"]), $"byte {i}");
            }
        }
    }

    /// <summary>Not even the same files in another program's archive: what no digest covers could then say anything.</summary>
    [Test]
    public void AnArchiveOfAnotherProgramIsRefused()
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], zip => Add(zip, Model.Path, Contents));
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("the header of bundle.json is not as a bundle has it"));
    }

    /// <summary>Names that lead out of a folder are refused before anything is written.</summary>
    [TestCase("../outside"), TestCase("/outside"), TestCase("a/../../outside"), TestCase("..\\outside"), TestCase("a/./outside")]
    public void AHostileNameWritesNothing(string name)
    {
        using var folder = new TemporaryFolder();
        var inside = Directory.CreateDirectory(folder["inside"]).FullName;
        Make(folder["b.zip"], [Model], zip =>
        {
            Add(zip, Model.Path, Contents);
            Add(zip, name, Contents);
        });
        Assert.That(() =>
        {
            using var bundle = BundleReader.Open(folder["b.zip"]);
            foreach (var file in bundle.Manifest.Files)
                bundle.Extract(file.Path, Path.Combine(inside, file.Path));
        }, Throws.TypeOf<InvalidDataException>());
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EquivalentTo(new[] { "b.zip", "inside" }));
    }

    private static void Refused(Action<ZipArchive> addHostile, string? message)
    {
        using var folder = new TemporaryFolder();
        Make(folder["b.zip"], [Model], zip =>
        {
            Add(zip, Model.Path, Contents);
            addHostile(zip);
        });
        Assert.That(() => BundleReader.Open(folder["b.zip"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message ?? "b.zip"));
    }

    private static void Make(string path, BundleFile[] files, Action<ZipArchive> add)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        var manifest = Samples.Manifest() with
        {
            Files = files,
            Models = [new(Precisions.Float32, Model.Path)],
            Targets = [new(BundleTarget.Local, Model.Path, "the only model")],
        };
        Add(zip, BundleManifest.FileName, manifest.ToBytes());
        add(zip);
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, byte[] contents, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var entry = zip.CreateEntry(name, level);
        using (var stream = entry.Open())
            stream.Write(contents);
        return entry;
    }

    /// <summary>Overwrites a 4-byte field of an entry's record in the central directory.</summary>
    private static void Patch(string path, string entry, int offset, uint value)
    {
        var bytes = File.ReadAllBytes(path);
        var name = bytes.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(entry));
        BitConverter.TryWriteBytes(bytes.AsSpan(name - 46 + offset), value);
        File.WriteAllBytes(path, bytes);
    }
}
