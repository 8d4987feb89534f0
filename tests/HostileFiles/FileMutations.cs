using System.Buffers.Binary;

namespace EdgeKd.HostileFiles;

/// <summary>Makes damaged files out of a good one.</summary>
public static class FileMutations
{
    private const int MaxChanges = 8;
    private const int MaxRun = 64;

    // Headers, directories and pickles lie at the ends: half of the changes go there.
    private const int EndBytes = 1024;

    // Where readers count in 4 or 8 bytes: nothing, one too many for a sign, a terabyte, the largest.
    private static readonly ulong[] Extremes = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1UL << 40, 1UL << 60, long.MaxValue, 1UL << 63, ulong.MaxValue];

    /// <summary>The file cut off after every <paramref name="step"/> bytes.</summary>
    public static IEnumerable<byte[]> Truncations(byte[] file, int step = 97)
    {
        for (var length = 0; length < file.Length; length += step)
        {
            yield return file[..length];
        }
    }

    /// <summary>The file with one to eight random changes: bits, bytes, numbers, runs left out, put in, repeated, or an end cut off.</summary>
    /// <param name="file">A good file.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="seed">The same seed makes the same files.</param>
    public static IEnumerable<byte[]> Random(byte[] file, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var bytes = new List<byte>(file);
            for (var change = random.Next(1, MaxChanges + 1); change > 0 && bytes.Count > 0; change--)
            {
                Change(bytes, random);
            }

            yield return [.. bytes];
        }
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = Place(bytes.Count, random);
        var run = random.Next(1, Math.Min(MaxRun, bytes.Count - at) + 1);
        switch (random.Next(16))
        {
            case < 5:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case < 8:
                bytes[at] = (byte)random.Next(256);
                break;
            case < 11:
                Overwrite(bytes, at, Number(random), random.Next(2) == 0 ? sizeof(uint) : sizeof(ulong));
                break;
            case 11:
                bytes.RemoveRange(at, run);
                break;
            case 12:
                var noise = new byte[run];
                random.NextBytes(noise);
                bytes.InsertRange(at, noise);
                break;
            case 13:
                bytes.InsertRange(Place(bytes.Count, random), bytes.GetRange(at, run));
                break;
            case 14:
                var source = bytes.GetRange(Place(bytes.Count, random), 1)[0];
                bytes[at] = source;
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private static int Place(int length, Random random)
    {
        var end = Math.Min(EndBytes, length);
        return random.Next(4) switch
        {
            0 => random.Next(end),
            1 => length - 1 - random.Next(end),
            _ => random.Next(length),
        };
    }

    private static byte[] Number(Random random)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Extremes[random.Next(Extremes.Length)]);
        return bytes;
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] number, int size)
    {
        for (var i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[i];
        }
    }
}
