using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EdgeKd.Release;

namespace EdgeKd.DeviceRuntime.Tests.Bundles;

/// <summary>The runner takes what EdgeKd.Release signs, and nothing else: whatever is done to a bundle, it is refused in one line.</summary>
[TestFixture]
public class HostileBundleTests
{
    private const int Tamperings = 250;

    private static readonly SampleRelease Release = new(images: 2);

    private static readonly byte[] Sound = File.ReadAllBytes(Release.Bundle);

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [Test]
    public void The_bundle_itself_is_taken_with_its_key_and_without() => Assert.Multiple(() =>
    {
        Assert.That(Run(Release.Bundle, Release.Key).ExitCode, Is.Zero);
        Assert.That(Run(Release.Bundle, null).ExitCode, Is.Zero);
    });

    [Test]
    public void A_signature_is_required_where_a_key_is_given()
    {
        Run(Release.Write("1.0.0", "unsigned.zip", isSigned: false), Release.Key).Require(3, "it is unsigned");
        Assert.That(Run(Release["unsigned.zip"], null).ExitCode, Is.Zero);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = PrivateKeySigner.Parse(key.ExportPkcs8PrivateKeyPem(), "other");
        Run(Release.Write("1.0.0", "theirs.zip", other), Release.Key).Require(3, "it is signed with a key that", "does not hold");
        Run(Release.Bundle, Release.Model).Require(1, "it is neither a public key (PEM) nor a trust file in JSON");
        File.WriteAllText(Release["private.pem"], key.ExportPkcs8PrivateKeyPem());
        Run(Release.Bundle, Release["private.pem"]).Require(1, "a public key (-----BEGIN PUBLIC KEY-----) is needed here");
    }

    /// <summary>EdgeKd signs on P-256; the format has three curves, and `edgekd verify` takes them all.</summary>
    [TestCase("nistP256"), TestCase("nistP384"), TestCase("nistP521")]
    public void Keys_of_every_curve_of_the_format_are_known(string curve)
    {
        using var signer = new CurveSigner(curve);
        File.WriteAllText(Release["curve.pem"], signer.PublicKey.Pem);
        Assert.That(Run(Release.Write("1.0.0", "curve.zip", signer), Release["curve.pem"]).ExitCode, Is.Zero);
    }

    /// <summary>Of (r, s) the pair (r, n − s) verifies as well: whoever has a signed bundle can write another.</summary>
    [Test]
    public void A_signature_with_the_larger_s_is_refused()
    {
        using var signer = new CurveSigner("nistP256", larger: true);
        File.WriteAllText(Release["larger.pem"], signer.PublicKey.Pem);
        Run(Release.Write("1.0.0", "larger.zip", signer), Release["larger.pem"]).Require(3, "the signature is right, but the file was written anew");
    }

    [TestCase(null, null, true), TestCase("2020-01-01", "2199-12-31", true), TestCase("2199-01-01", null, false), TestCase(null, "2020-01-01", false)]
    public void A_trust_file_says_from_when_to_when(string? from, string? until, bool isTaken)
    {
        var keys = new[] { new Dictionary<string, string?> { ["name"] = "ours", ["publicKey"] = File.ReadAllText(Release.Key), ["validFrom"] = from, ["validUntil"] = until } };
        var trust = Release["trust.json"];
        File.WriteAllBytes(trust, JsonSerializer.SerializeToUtf8Bytes(new { keys }));
        // The same file serves edgekd.
        Assert.That(TrustedKeys.Load(trust).ValidOn(DateOnly.FromDateTime(DateTime.UtcNow)).Any(), Is.EqualTo(isTaken));
        if (isTaken)
            Assert.That(Run(Release.Bundle, trust).ExitCode, Is.Zero);
        else
            Run(Release.Bundle, trust).Require(3, "its key ours is not valid today");
    }

    [Test]
    public void Random_tamperings_are_refused()
    {
        var random = new Random(20261126);
        for (var i = 0; i < Tamperings; i++)
        {
            var (kind, bytes) = Tampered(random);
            Assert.That(bytes.AsSpan().SequenceEqual(Sound), Is.False, kind);
            RequireRefused(bytes, $"{i}: {kind}");
        }
    }

    /// <summary>The headers are what no digest covers.</summary>
    [Test]
    public void Every_byte_of_the_headers_counts()
    {
        var entries = Entries();
        var first = entries[0];
        int[] places = [.. Enumerable.Range(0, first.Contents), .. Enumerable.Range(entries[^1].Contents + entries[^1].Length, Sound.Length - entries[^1].Contents - entries[^1].Length)];
        Assert.That(places, Has.Length.GreaterThan(300));
        // Each a process: every third byte, each bit in turn.
        foreach (var place in places.Where((_, i) => i % 3 == 0))
            RequireRefused(Changed(bytes => bytes[place] ^= (byte)(1 << (place % 8))), $"byte {place}");
    }

    [Test]
    public void A_changed_file_is_named()
    {
        foreach (var entry in Entries())
        {
            var outcome = Run(Changed(bytes => bytes[entry.Contents + entry.Length / 2] ^= 1));
            Assert.That(outcome.Error, Does.Contain(entry.Name));
            Assert.That(outcome.ExitCode, Is.AnyOf(1, 3), outcome.Error);
        }
    }

    /// <summary>A forger without the key can make all digests right again; then only the signature tells.</summary>
    [TestCase("model.fp32.onnx"), TestCase("golden.json"), TestCase("golden.images")]
    public void A_file_that_was_changed_with_its_digest_is_named_by_the_signature(string name)
    {
        var contents = Contents();
        contents[name][^1] ^= 1;
        Run(Repacked(contents)).Require(3, $"{name} is not the file that was signed");
    }

    [Test]
    public void Files_that_were_added_or_taken_out_with_their_digests_are_named()
    {
        var more = Contents();
        more["extra.txt"] = [1];
        Run(Repacked(more)).Require(3, "extra.txt was not signed");
        var fewer = Contents();
        fewer.Remove("golden.json");
        Run(Repacked(fewer)).Require(3, "golden.json was signed, but the bundle does not hold it");
    }

    [Test]
    public void A_manifest_that_was_changed_is_named() =>
        Run(Repacked(Contents(), manifest => manifest with { Targets = [manifest.Targets[1]] })).Require(3, "bundle.json is not the file that was signed");

    [TestCase("../outside"), TestCase("/tmp/outside"), TestCase("a/../../outside"), TestCase("c:outside"), TestCase("a\\\\outside"), TestCase(".hidden"), TestCase("folder/"), TestCase("MODEL.fp32.onnx")]
    public void A_path_that_leads_out_or_means_two_things_is_refused(string path)
    {
        // Of the same length as a name that is there, so that all else stays right.
        var manifest = Encoding.UTF8.GetString(Contents(Manifests)[BundleManifest.FileName]);
        var bytes = Laid([(BundleManifest.FileName, Encoding.UTF8.GetBytes(manifest.Replace("\"golden.images\"", $"\"{path}\""))), .. Entries().Skip(1).Select(entry => (entry.Name, Sound[entry.Contents..(entry.Contents + entry.Length)]))]);
        RequireRefused(bytes, path);
    }

    private static readonly Func<string, bool> Manifests = name => name == BundleManifest.FileName;

    private static void RequireRefused(byte[] bytes, string what)
    {
        var outcome = Run(bytes);
        Assert.That(outcome.ExitCode, Is.AnyOf(1, 3), $"{what}: {outcome.Error}");
        Assert.That(outcome.Error, Does.StartWith($"edgekd-runner: {Release["t.zip"]}").And.EndWith("\n"), what);
        Assert.That(outcome.Error.Count(c => c == '\n'), Is.EqualTo(1), what);
    }

    private static RunnerOutcome Run(byte[] bundle)
    {
        File.WriteAllBytes(Release["t.zip"], bundle);
        return Run(Release["t.zip"], Release.Key);
    }

    private static RunnerOutcome Run(string bundle, string? key) =>
        RunnerProcess.Run(["accuracy", bundle, "--data", Release.Data, .. key is null ? Array.Empty<string>() : ["--key", key]]);

    private static (string Kind, byte[] Bytes) Tampered(Random random)
    {
        var at = random.Next(Sound.Length);
        return random.Next(9) switch
        {
            0 => ("flip", Changed(bytes => bytes[at] ^= (byte)(1 << random.Next(8)))),
            1 => ("truncate", Sound[..at]),
            2 => ("insert", [.. Sound[..at], (byte)random.Next(256), .. Sound[at..]]),
            3 => ("delete", [.. Sound[..at], .. Sound[Math.Min(Sound.Length, at + random.Next(1, 50))..]]),
            4 => ("append", [.. Sound, .. new byte[random.Next(1, 40)]]),
            5 => ("prepend", [.. new byte[random.Next(1, 40)], .. Sound]),
            6 => ("comment", [.. Changed(bytes => bytes[^2] = 3), 1, 2, 3]),
            7 => ("rebuilt", Rebuilt()),
            _ => ("header", Changed(bytes => bytes[random.Next(2) == 0 ? Entries()[random.Next(Entries().Count)].Contents - random.Next(1, 40) : Sound.Length - random.Next(1, 22)] ^= (byte)random.Next(1, 256))),
        };
    }

    private static byte[] Changed(Action<byte[]> change)
    {
        var bytes = (byte[])Sound.Clone();
        change(bytes);
        return bytes;
    }

    /// <summary>The same files packed by an ordinary ZIP program.</summary>
    private static byte[] Rebuilt()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in Entries())
            {
                using var contents = zip.CreateEntry(entry.Name, CompressionLevel.NoCompression).Open();
                contents.Write(Sound.AsSpan(entry.Contents, entry.Length));
            }
        }

        return stream.ToArray();
    }

    private static byte[] Repacked(Dictionary<string, byte[]> contents, Func<BundleManifest, BundleManifest>? change = null)
    {
        BundleFile[] files = [.. contents.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new BundleFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))];
        var manifest = SampleRelease.Manifest("1.0.0") with { Files = files, Signature = "model.sig" };
        manifest = change?.Invoke(manifest) ?? manifest;
        var signature = Entries()[^1];
        return Laid([(BundleManifest.FileName, manifest.ToBytes()), .. files.Select(file => (file.Path, contents[file.Path])), (signature.Name, Sound[signature.Contents..(signature.Contents + signature.Length)])]);
    }

    /// <summary>An archive in the layout of bundles, of any entries.</summary>
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

    private static Dictionary<string, byte[]> Contents(Func<string, bool>? wanted = null) => Entries().Where(entry => wanted?.Invoke(entry.Name) ?? entry.Name is not (BundleManifest.FileName or "model.sig"))
        .ToDictionary(entry => entry.Name, entry => Sound[entry.Contents..(entry.Contents + entry.Length)]);

    private static List<(string Name, int Contents, int Length)> Entries()
    {
        var entries = new List<(string, int, int)>();
        for (var at = 0; BinaryPrimitives.ReadUInt32LittleEndian(Sound.AsSpan(at)) == 0x04034B50;)
        {
            int length = BitConverter.ToInt32(Sound, at + 22), name = BitConverter.ToUInt16(Sound, at + 26), contents = at + 30 + name;
            entries.Add((Encoding.ASCII.GetString(Sound, at + 30, name), contents, length));
            at = contents + length;
        }

        return entries;
    }
}
