using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace EdgeKd.Data.Tests.Cifar;

/// <summary>Small CIFAR files in the binary version.</summary>
internal static class CifarFixture
{
    public const int PerClass = 2;

    /// <summary>The files by name: each of the ten classes twice in every file.</summary>
    public static Dictionary<string, byte[]> Cifar10()
    {
        Dictionary<string, byte[]> files = new()
        {
            ["batches.meta.txt"] = Encoding.ASCII.GetBytes("airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"),
            ["test_batch.bin"] = Records(1, 10, 99),
        };
        for (var n = 1; n <= 5; n++) files[$"data_batch_{n}.bin"] = Records(1, 10, n);
        return files;
    }

    public static Dictionary<string, byte[]> Cifar100() => new()
    {
        ["fine_label_names.txt"] = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 100).Select(i => $"fine{i}"))),
        ["train.bin"] = Records(2, 100, 1),
        ["test.bin"] = Records(2, 100, 2),
    };

    /// <summary>Plane c of record r is filled with r·3 + c + salt, but for its first pixel, 200 + c.</summary>
    private static byte[] Records(int labelBytes, int classes, int salt)
    {
        var length = labelBytes + 3072;
        var bytes = new byte[PerClass * classes * length];
        for (var r = 0; r < PerClass * classes; r++)
        {
            var record = bytes.AsSpan(r * length, length);
            record[labelBytes - 1] = (byte)(r % classes);
            for (var c = 0; c < 3; c++)
            {
                var plane = record.Slice(labelBytes + c * 1024, 1024);
                plane.Fill((byte)(r * 3 + c + salt));
                plane[0] = (byte)(200 + c);
            }
        }
        return bytes;
    }

    public static byte[] TarGz(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, bytes) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }
        return stream.ToArray();
    }
}
