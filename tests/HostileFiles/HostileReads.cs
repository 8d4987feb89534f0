using System.Diagnostics;
using System.Globalization;

namespace EdgeKd.HostileFiles;

/// <summary>Reads damaged files one after the other and measures each read.</summary>
public static class HostileReads
{
    /// <summary>What a read of a file of up to 64 KiB may take.</summary>
    public const double MaxMs = 1000;

    /// <summary>What a read of a file of up to 64 KiB may add to the process's memory.</summary>
    public const long MaxBytes = 200_000_000;

    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";
    private const int CollectEvery = 64;

    /// <summary>Reads them all.</summary>
    /// <param name="files">Their contents.</param>
    /// <param name="read">Reads one, and throws <see cref="InvalidDataException"/> or <see cref="IOException"/> with a message of
    /// one line where it is damaged.</param>
    /// <param name="measureGrowth">Whether the resident set is measured too, which takes a few milliseconds a file.</param>
    /// <exception cref="InvalidOperationException">A read threw something else, or a message of several lines.</exception>
    public static HostileFigures Run(IEnumerable<byte[]> files, Action<byte[]> read, bool measureGrowth)
    {
        var figures = new HostileFigures(0, 0, 0, 0, 0, 0);
        var number = 0;
        foreach (var file in files)
        {
            if (measureGrowth && number % CollectEvery == 0)
            {
                GC.Collect();
            }

            var residentBefore = measureGrowth ? ResetPeak() : 0;
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var cpuBefore = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            var wasRead = Reads(file, read, number);
            var elapsedMs = watch.Elapsed.TotalMilliseconds;
            figures = new HostileFigures(
                figures.Refused + (wasRead ? 0 : 1),
                figures.Read + (wasRead ? 1 : 0),
                Math.Max(figures.LongestMs, elapsedMs),
                Math.Max(figures.LongestCpuMs, (Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds),
                Math.Max(figures.LargestAllocatedBytes, GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore),
                Math.Max(figures.LargestGrowthBytes, measureGrowth ? Kibibytes("VmHWM:") - residentBefore : 0));
            number++;
        }

        return figures;
    }

    private static bool Reads(byte[] file, Action<byte[]> read, int number)
    {
        try
        {
            read(file);
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return error.Message.Contains('\n')
                ? throw new InvalidOperationException($"File {number}: the message has several lines: {error.Message}", error)
                : false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"File {number} of {file.Length} bytes: {error.GetType().Name}: {error.Message}", error);
        }
    }

    /// <summary>Makes the largest resident set that the kernel keeps the present one (proc(5), clear_refs).</summary>
    private static long ResetPeak()
    {
        File.WriteAllText(ClearReferences, "5");
        return Kibibytes("VmRSS:");
    }

    private static long Kibibytes(string field)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
