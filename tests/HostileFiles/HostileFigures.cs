using System.Globalization;

namespace EdgeKd.HostileFiles;

/// <summary>What reading damaged files cost.</summary>
/// <param name="Refused">Files that were an error.</param>
/// <param name="Read">Files that were read after all.</param>
/// <param name="LongestMs">The longest read by the clock, which counts the machine's other work too.</param>
/// <param name="LongestCpuMs">The longest read by the processor time of the process.</param>
/// <param name="LargestAllocatedBytes">The most that one read allocated on the managed heap.</param>
/// <param name="LargestGrowthBytes">The most that the process's resident set rose during one read; 0 where it was not measured.</param>
public sealed record HostileFigures(int Refused, int Read, double LongestMs, double LongestCpuMs, long LargestAllocatedBytes, long LargestGrowthBytes)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Refused + Read} files: {Refused} refused, {Read} read; longest {LongestMs:N1} ms ({LongestCpuMs:N1} ms of processor time), largest allocation {LargestAllocatedBytes / 1e6:N1} MB, largest growth {LargestGrowthBytes / 1e6:N1} MB");
}
