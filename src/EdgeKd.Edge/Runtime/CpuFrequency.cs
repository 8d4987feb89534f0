using System.Globalization;

namespace EdgeKd.Edge;

/// <summary>The clock of the processor, where the system tells it.</summary>
internal static class CpuFrequency
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>The clock of the fastest core at this moment, in kHz; null where the system does not tell, as in most virtual machines.</summary>
    public static long? CurrentKhz(string folder = Folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory.EnumerateDirectories(folder, "cpu*").Select(core => Path.Combine(core, "cpufreq", "scaling_cur_freq")).Where(File.Exists)
                    .Select(file => Parse(File.ReadAllText(file))).Max()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Cores come and go, and some systems keep it to themselves: then it is not known.
            return null;
        }
    }

    private static long? Parse(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var khz) && khz > 0 ? khz : null;
}
