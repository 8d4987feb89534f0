using System.IO.Compression;
using System.Text;

namespace EdgeKd.Release.Tests.Verification;

/// <summary>Whatever is done to a signed bundle, it is refused, and by nothing else than a refusal.</summary>
[TestFixture]
public class TamperingTests
{
    private const int Tamperings = 1000;

    private static readonly SignedRelease Release = new();

    private static readonly byte[] Sound = File.ReadAllBytes(Release.Pack());

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [Test]
    public void The_bundle_itself_is_verified() => Assert.That(Release.Verify().Key.Name, Is.EqualTo("release"));

    [Test]
    public void A_thousand_random_tamperings_are_refused()
    {
        var random = new Random(20261126);
        var kinds = new Dictionary<string, int>();
        for (var i = 0; i < Tamperings; i++)
        {
            var (kind, bytes) = Tampered(random);
            Assert.That(bytes.AsSpan().SequenceEqual(Sound), Is.False, $"{i}: {kind} changed nothing");
            RequireRefused(bytes, $"{i}: {kind}");
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        Assert.That(kinds, Has.Count.EqualTo(14));
        Assert.That(kinds.Values, Is.All.GreaterThan(30));
    }

    /// <summary>The headers are what no digest covers; the signature is what covers the digests. Every byte of both is tried.</summary>
    [Test]
    public void Every_byte_outside_the_files_and_every_byte_of_the_signature_counts()
    {
        var free = new bool[Sound.Length];
        Array.Fill(free, true);
        foreach (var entry in Entries())
        {
            if (entry.Name != ModelSignature.FileName)
                Array.Fill(free, false, entry.Contents, entry.Length);
        }

        var tried = 0;
        for (var i = 0; i < Sound.Length; i++)
        {
            if (!free[i])
                continue;
            var bytes = (byte[])Sound.Clone();
            bytes[i] ^= (byte)(1 << (i % 8));
            RequireRefused(bytes, $"byte {i}");
            tried++;
        }

        Assert.That(tried, Is.GreaterThan(3000));
    }

    [Test]
    public void A_changed_file_is_named()
    {
        foreach (var entry in Entries())
        {
            var bytes = (byte[])Sound.Clone();
            bytes[entry.Contents + (entry.Length / 2)] ^= 1;
            Assert.That(() => Verify(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains(entry.Name), entry.Name);
        }
    }

    /// <summary>A forger without the key can make all digests right again; then only the signature tells.</summary>
    [TestCase("model.fp32.onnx"), TestCase("validation.json"), TestCase("verdict.json"), TestCase("policy.json"), TestCase("gate.json")]
    public void A_file_that_was_changed_with_its_digest_is_named_by_the_signature(string name)
    {
        var contents = Contents();
        contents[name][^1] ^= 1;
        var bytes = Repacked(contents);
        Assert.That(() => Verify(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"{name} is not the file that was signed"));
    }

    [Test]
    public void A_file_that_was_added_with_its_digest_is_refused()
    {
        var contents = Contents();
        contents["extra.txt"] = [1];
        Assert.That(() => Verify(Repacked(contents)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("extra.txt was not signed"));
    }

    [Test]
    public void Files_in_each_others_place_and_files_taken_out_are_named()
    {
        var swapped = Contents();
        (swapped["model.fp32.onnx"], swapped["policy.json"]) = (swapped["policy.json"], swapped["model.fp32.onnx"]);
        Assert.That(() => Verify(Repacked(swapped)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.fp32.onnx is not the file that was signed"));

        var without = Contents();
        without.Remove("gate.json");
        Assert.That(() => Verify(Repacked(without)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("gate.json was signed, but the bundle does not hold it"));
    }

    /// <summary>Not the files but what is said about them: the targets of the manifest.</summary>
    [Test]
    public void A_manifest_that_was_changed_is_named()
    {
        var bytes = Repacked(Contents(), manifest => manifest with { Targets = [manifest.Targets[0] with { Because = "it is the best" }] });
        Assert.That(() => Verify(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains("bundle.json is not the file that was signed"));
    }

    [Test]
    public void The_signature_cannot_be_taken_away()
    {
        using var folder = new TemporaryFolder();
        var files = Contents().ToDictionary(file => file.Key, file =>
        {
            File.WriteAllBytes(folder[file.Key], file.Value);
            return folder[file.Key];
        });
        BundleWriter.Write(folder["b.zip"], Release.Manifest(), files);
        Assert.That(() => BundleVerification.Verify(folder["b.zip"], Release.Trust, SignedRelease.Today), Throws.TypeOf<InvalidDataException>().With.Message.Contains("it is unsigned"));
    }

    private static void RequireRefused(byte[] bytes, string what)
    {
        try
        {
            Verify(bytes);
        }
        catch (InvalidDataException refusal)
        {
            Assert.That(refusal.Message, Does.StartWith(Path.Combine(Release.Folder, "t.zip")).And.Not.Contains("\n"), what);
            return;
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }

        Assert.Fail($"{what}: it was verified");
    }

    private static void Verify(byte[] bytes)
    {
        var path = Path.Combine(Release.Folder, "t.zip");
        File.WriteAllBytes(path, bytes);
        Release.Verify(path);
    }

    private static (string Kind, byte[] Bytes) Tampered(Random random)
    {
        var at = random.Next(Sound.Length);
        switch (random.Next(14))
        {
            case 0:
                return ("flip", Changed(bytes => bytes[at] ^= (byte)(1 << random.Next(8))));
            case 1:
                return ("other byte", Changed(bytes => bytes[at] += (byte)random.Next(1, 256)));
            case 2:
                return ("truncate", Sound[..at]);
            case 3:
                return ("insert", [.. Sound[..at], (byte)random.Next(256), .. Sound[at..]]);
            case 4:
                return ("delete", [.. Sound[..at], .. Sound[Math.Min(Sound.Length, at + random.Next(1, 50))..]]);
            case 5:
                return ("append", [.. Sound, .. Bytes(random, random.Next(1, 40))]);
            case 6:
                return ("prepend", [.. Bytes(random, random.Next(1, 40)), .. Sound]);
            case 7:
                return ("comment", Comment(Bytes(random, random.Next(1, 40))));
            case 8:
                return ("swap entries", Swapped(random));
            case 9:
                return ("rename", Rebuilt(zip => Renamed(zip, random)));
            case 10:
                return ("remove", Rebuilt(zip => Pick(zip, random).Delete()));
            case 11:
                return ("add", Rebuilt(zip => Write(zip, Hostile(random), Bytes(random, 9))));
            case 12:
                return ("link", Rebuilt(zip =>
                {
                    var entry = zip.CreateEntry($"link{random.Next(99)}");
                    entry.ExternalAttributes = unchecked((int)0xA1FF0000);
                    using var stream = entry.Open();
                    stream.Write("/etc/passwd"u8);
                }));
            default:
                var header = random.Next(2) == 0 ? LocalHeaders(random) : Sound.Length - random.Next(1, 22);
                return ("header", Changed(bytes => bytes[header] ^= (byte)random.Next(1, 256)));
        }
    }

    private static byte[] Changed(Action<byte[]> change)
    {
        var bytes = (byte[])Sound.Clone();
        change(bytes);
        return bytes;
    }

    private static byte[] Comment(byte[] comment) => Changed(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(^2), (ushort)comment.Length)).Concat(comment).ToArray();

    /// <summary>A byte of a local header.</summary>
    private static int LocalHeaders(Random random)
    {
        var entry = Entries()[random.Next(Entries().Count)];
        return entry.Contents - random.Next(1, 30 + entry.Name.Length + 1);
    }

    /// <summary>Two entries in each other's place, with a sound directory.</summary>
    private static byte[] Swapped(Random random)
    {
        var entries = Entries();
        var first = random.Next(entries.Count - 1);
        var second = random.Next(first + 1, entries.Count);
        (entries[first], entries[second]) = (entries[second], entries[first]);
        return Laid(entries.Select(entry => (entry.Name, Sound.AsSpan(entry.Contents, entry.Length).ToArray())));
    }

    /// <summary>An archive in the layout of bundles, of any entries in any order.</summary>
    private static byte[] Laid(IEnumerable<(string Name, byte[] Contents)> files)
    {
        using var stream = new MemoryStream();
        var entries = new List<(ZipEntry Entry, long Offset)>();
        foreach (var (name, contents) in files)
        {
            var entry = new ZipEntry(name, contents.Length, System.IO.Hashing.Crc32.HashToUInt32(contents));
            entries.Add((entry, stream.Position));
            stream.Write(ZipLayout.LocalHeader(entry));
            stream.Write(contents);
        }

        var directory = stream.Position;
        entries.ForEach(entry => stream.Write(ZipLayout.DirectoryRecord(entry.Entry, entry.Offset)));
        stream.Write(ZipLayout.End(entries.Count, stream.Position - directory, directory));
        return stream.ToArray();
    }

    /// <summary>The bundle with other contents and a manifest that names them, under the old signature.</summary>
    private static byte[] Repacked(Dictionary<string, byte[]> contents, Func<BundleManifest, BundleManifest>? change = null)
    {
        BundleFile[] files = [.. contents.OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => new BundleFile(file.Key, file.Value.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Value))))];
        var manifest = Release.Manifest() with { Files = files, Signature = ModelSignature.FileName };
        manifest = change?.Invoke(manifest) ?? manifest;
        var signature = Entries().First(entry => entry.Name == ModelSignature.FileName);
        return Laid([(BundleManifest.FileName, manifest.ToBytes()), .. files.Select(file => (file.Path, contents[file.Path])), (signature.Name, Sound.AsSpan(signature.Contents, signature.Length).ToArray())]);
    }

    private static Dictionary<string, byte[]> Contents() => Entries().Where(entry => entry.Name is not (BundleManifest.FileName or ModelSignature.FileName))
        .ToDictionary(entry => entry.Name, entry => Sound.AsSpan(entry.Contents, entry.Length).ToArray());

    /// <summary>By an ordinary ZIP program.</summary>
    private static byte[] Rebuilt(Action<ZipArchive> change)
    {
        var stream = new MemoryStream();
        stream.Write(Sound);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            change(zip);
        return stream.ToArray();
    }

    private static void Renamed(ZipArchive zip, Random random)
    {
        var entry = Pick(zip, random);
        using var buffer = new MemoryStream();
        using (var source = entry.Open())
            source.CopyTo(buffer);
        var name = entry.FullName;
        entry.Delete();
        Write(zip, random.Next(2) == 0 ? name.ToUpperInvariant() : $"{name}.old", buffer.ToArray());
    }

    private static ZipArchiveEntry Pick(ZipArchive zip, Random random) => zip.Entries[random.Next(zip.Entries.Count)];

    private static void Write(ZipArchive zip, string name, byte[] contents)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(contents);
    }

    private static string Hostile(Random random)
    {
        string[] names = ["extra.txt", "../outside.txt", "/tmp/outside.txt", "a/../../outside.txt", "c:outside.txt", "a\\outside.txt", "model.sig", "MODEL.SIG", "bundle.json", "model.fp32.onnx", ".hidden", "folder/"];
        return names[random.Next(names.Length)];
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The entries in the order of the archive, where their contents begin and how long they are.</summary>
    private static List<(string Name, int Contents, int Length)> Entries()
    {
        var entries = new List<(string, int, int)>();
        for (var at = 0; BitConverter.ToUInt32(Sound, at) == 0x04034B50;)
        {
            int length = BitConverter.ToInt32(Sound, at + 22), name = BitConverter.ToUInt16(Sound, at + 26), contents = at + 30 + name;
            entries.Add((Encoding.ASCII.GetString(Sound, at + 30, name), contents, length));
            at = contents + length;
        }

        return entries;
    }
}
