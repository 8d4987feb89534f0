using System.Diagnostics;
using System.Globalization;
using TorchSharp.Extensions;

namespace EdgeKd.Distillation.Metrics;

/// <summary>The largest resident set (RSS) of this process since a moment.</summary>
/// <remarks>
/// Linux keeps the largest one as VmHWM in /proc/self/status and forgets it when 5 is written to /proc/self/clear_refs
/// (proc(5)). Where that is refused, or on another system, the figure is the process's largest since its start.
/// </remarks>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";

    /// <summary>Forgets the largest so far, after giving back what neither heap needs any longer.</summary>
    /// <returns>Whether the system allowed it.</returns>
    public static bool Reset()
    {
        GC.Collect();
        HostMemory.GiveBackFreedBlocks();
        if (!File.Exists(ClearReferences))
        {
            return false;
        }

        try
        {
            File.WriteAllText(ClearReferences, "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The largest resident set in bytes.</summary>
    public static long ReadBytes()
    {
        if (File.Exists(Status))
        {
            foreach (var line in File.ReadLines(Status))
            {
                // VmHWM:     123456 kB
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    var kibibytes = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
                    return long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
                }
            }
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
