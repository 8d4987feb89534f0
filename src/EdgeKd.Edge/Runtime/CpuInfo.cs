using System.Runtime.InteropServices;

namespace EdgeKd.Edge;

/// <summary>The processor that measurements are made on.</summary>
public static class CpuInfo
{
    private static readonly Lazy<string> Cached = new(() =>
    {
        try
        {
            return Parse(File.ReadAllText("/proc/cpuinfo")) ?? Fallback;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not a Linux, or one without /proc: the architecture is all that is known.
            return Fallback;
        }
    });

    /// <summary>The processor's name, such as <c>Intel(R) Xeon(R) Silver 4116 CPU @ 2.10GHz</c>; the architecture where
    /// the system does not say.</summary>
    public static string ModelName => Cached.Value;

    private static string Fallback => $"{RuntimeInformation.ProcessArchitecture} processor";

    /// <summary>Finds the name in the text of <c>/proc/cpuinfo</c>.</summary>
    /// <returns>x86's <c>model name</c>, else a board's <c>Model</c>, else ARM's implementer and part numbers, else null.</returns>
    internal static string? Parse(string cpuInfo)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in cpuInfo.Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
                values.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }

        if (values.TryGetValue("model name", out var name) && name.Length > 0)
            return name;
        if (values.TryGetValue("Model", out var board) && board.Length > 0)
            return board;
        return values.TryGetValue("CPU part", out var part)
            ? $"ARM implementer {values.GetValueOrDefault("CPU implementer", "?")} part {part}"
            : null;
    }
}
