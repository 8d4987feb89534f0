using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeKd.Edge;

/// <summary>The most memory that came to this process since a moment: the peak of its resident set, which Linux keeps and sets back on
/// request (<c>/proc/self/clear_refs</c>, see proc(5)), less what it held at the start.</summary>
/// <remarks>What others in the process allocate meanwhile counts too: measure while nothing else runs.</remarks>
internal sealed class AddedMemory
{
    private const string StatusFile = "/proc/self/status";
    private const string ClearFile = "/proc/self/clear_refs";

    /// <summary>What is written to <see cref="ClearFile"/> to set the peak back to what is held now.</summary>
    private const string ResetPeak = "5";

    private readonly long _startBytes;

    private AddedMemory(long startBytes) => _startBytes = startBytes;

    /// <summary>Begins.</summary>
    /// <returns>Null where the system cannot tell: not Linux with the GNU C library, or it forbids the reset.</returns>
    public static AddedMemory? Start()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            // What an earlier model left in the allocator would hide as much of the next one.
            malloc_trim(0);
            File.WriteAllText(ClearFile, ResetPeak);
            return Field(File.ReadAllText(StatusFile), "VmRSS") is { } bytes ? new AddedMemory(bytes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, no /proc, or a container that forbids it: then memory is not measured, and the evidence says so.
            return null;
        }
    }

    /// <summary>The peak since the start beyond what was held then, in bytes; null where nothing was added, because the process had as
    /// much to spare.</summary>
    public long? PeakBytes() =>
        Field(File.ReadAllText(StatusFile), "VmHWM") is { } peak && peak > _startBytes ? peak - _startBytes : null;

    /// <summary>A field of <c>/proc/PID/status</c>, such as <c>VmHWM:     1704 kB</c>, in bytes; null where there is none.</summary>
    internal static long? Field(string status, string name)
    {
        foreach (var line in status.Split('\n'))
        {
            if (line.StartsWith($"{name}:", StringComparison.Ordinal)
                && line[(name.Length + 1)..].Trim() is var value && value.EndsWith(" kB", StringComparison.Ordinal)
                && long.TryParse(value[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
                return kilobytes * 1024;
        }

        return null;
    }

    [DllImport("libc")]
    private static extern int malloc_trim(nuint keep);
}
