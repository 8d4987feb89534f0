using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using EdgeKd.Data.Cifar;
using EdgeKd.Data.Encoded;
using EdgeKd.Data.Shards;
using EdgeKd.Data.Tests.Cifar;
using EdgeKd.Data.Tests.Shards;
using EdgeKd.HostileFiles;

namespace EdgeKd.Data.Tests;

/// <summary>Damaged and made-up images, shards and archives: each is read, or refused in one line, in little memory.</summary>
[TestFixture]
public class HostileImageTests
{
    private const int Side = 32;
    private const long MostBytes = 300_000_000;

    private static readonly string[] Fixtures =
        ["alpha.png", "alpha.webp", "exif6.jpg", "grey.jpg", "grey.png", "lossless.webp", "lossy.webp", "prog.jpg", "rgb.bmp", "rgb.jpg"];

    [TestCaseSource(nameof(Fixtures))]
    public void ABombIsRefusedByItsHeader(string name)
    {
        var bomb = Bomb(name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Decode(bomb, "bomb"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("image bomb: it has").And.Message.Contains("more than the limit"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [TestCaseSource(nameof(Fixtures))]
    public void ADamagedImageIsRefusedOrRead(string name)
    {
        var figures = HostileReads.Run(
            FileMutations.Truncations(Pictures.Fixture(name), 7).Concat(FileMutations.Random(Pictures.Fixture(name), 60, seed: 1)), bytes => Decode(bytes, name), measureGrowth: false);
        Assert.That(figures.Refused, Is.GreaterThan(10), $"{figures}");
    }

    [Test]
    public void ADamagedShardIsRefusedOrRead()
    {
        var figures = HostileReads.Run(FileMutations.Random(Shard(), 200, seed: 2), ReadShard, measureGrowth: false);
        Assert.That(figures.Refused, Is.GreaterThan(40), $"{figures}");
    }

    [Test, Category("Soak")]
    public void TenThousandMutationsTakeLittleMemory()
    {
        var archive = CifarFixture.TarGz(CifarFixture.Cifar10());
        (string Kind, IEnumerable<byte[]> Files, Action<byte[]> Read)[] kinds =
        [
            .. Fixtures.Select((name, i) => (name, FileMutations.Random(Pictures.Fixture(name), 600, seed: i).Prepend(Bomb(name)), (Action<byte[]>)(bytes => Decode(bytes, name)))),
            ("shard", FileMutations.Random(Shard(), 3000, seed: 11), ReadShard),
            ("archive", FileMutations.Random(archive, 500, seed: 12), ReadArchive),
            ("tar in an archive", FileMutations.Random(Unpacked(archive), 500, seed: 13).Select(Packed), ReadArchive),
        ];
        var files = 0;
        foreach (var (kind, mutations, read) in kinds)
        {
            var figures = HostileReads.Run(mutations, read, measureGrowth: true);
            var largest = ResidentBytes() + figures.LargestGrowthBytes;
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {figures}; resident set at most {largest / 1e6:N0} MB"));
            Assert.That(figures.Refused, Is.Positive, kind);
            Assert.That(largest, Is.LessThan(MostBytes), kind);
            files += figures.Refused + figures.Read;
        }
        Assert.That(files, Is.GreaterThanOrEqualTo(10_000));
    }

    private static void Decode(byte[] bytes, string name) =>
        ImageDecoder.DecodeSquare(bytes, name, Side, Interpolation.Bilinear, new byte[Side * Side * 3]);

    /// <summary>Lists a shard and decodes its pictures; damaged pictures are an error, as by default.</summary>
    private static void ReadShard(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.tar", bytes);
        using var files = new FolderFiles(folder.Path);
        var shard = new ShardPart();
        shard.Add(files, "a.tar", default);
        var part = shard.ToSource([.. shard.Labels.Select(label => label.Number)], files, Side, Interpolation.Bilinear);
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < part.Count; i++) part.NewReader()(i, pixels);
    }

    private static void ReadArchive(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        CifarFiles.Read(CifarFormat.Cifar10, folder.Write("a.tar.gz", bytes));
    }

    private static byte[] Shard() =>
        TarFile.Of([.. Fixtures.SelectMany((name, i) => new[] { ($"{i:D3}{Path.GetExtension(name)}", Pictures.Fixture(name)), ($"{i:D3}.cls", TarFile.Text($"{i % 3}")) })]);

    /// <summary>A fixture whose header says that it has 50,000×50,000 pixels, or the most that its format can say.</summary>
    private static byte[] Bomb(string name)
    {
        const int side = 50_000;
        var bytes = Pictures.Fixture(name);
        switch (Path.GetExtension(name))
        {
            case ".png":
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), side);
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), side);
                break;
            case ".bmp":
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), side);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), side);
                break;
            case ".jpg":
                var frame = 2;
                while (bytes[frame + 1] is not (0xC0 or 0xC1 or 0xC2)) frame += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(frame + 2));
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), side);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), side);
                break;
            default:
                var body = bytes.AsSpan(20);
                if (bytes.AsSpan(12).StartsWith("VP8X"u8)) body.Slice(4, 6).Fill(0xFF);
                else if (bytes.AsSpan(12).StartsWith("VP8L"u8)) BinaryPrimitives.WriteUInt32LittleEndian(body[1..], 0x0FFF_FFFF);
                else body.Slice(6, 4).Fill(0xFF);
                break;
        }
        return bytes;
    }

    private static byte[] Unpacked(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }
}
