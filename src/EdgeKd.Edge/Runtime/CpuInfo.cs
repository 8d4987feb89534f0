using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Whether sums of two products of 8-bit integers may saturate here: on x64 without VNNI ONNX Runtime multiplies by
    /// VPMADDUBSW, whose sums have 16 bits. Weights of 7 bits are exact on every processor.</summary>
    /// <remarks>Intel's manual, volume 2, CPUID leaf 7: bit 11 of ECX is AVX512_VNNI; of subleaf 1, bit 4 of EAX is AVX-VNNI.</remarks>
    public static bool SaturatesInt8 { get; } = X86Base.IsSupported && !HasVnni();

    private static bool HasVnni() =>
        X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0));

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
