#if EDGEKD_SYSTEM
using TorchSharp.Interop;
#endif
using System.Text.RegularExpressions;

namespace TorchSharp.Extensions;

/// <summary>What the libtorch in use is: for records of results, and for warnings about a slow set-up.</summary>
public static partial class LibTorch
{
    /// <summary>Its version, such as "1.13.1".</summary>
    public static string Version => torch.__version__;

    /// <summary>
    /// The library that multiplies matrices: "OpenBLAS", "MKL", "BLIS", "ATLAS", "reference BLAS" (about 100 times slower),
    /// or "built into libtorch" where no library of its own is loaded.
    /// </summary>
    public static string BlasName { get; } = FindBlas(LoadedLibraries(), BuildConfiguration);

    /// <summary>Whether matrices are multiplied at full speed.</summary>
    public static bool HasFastBlas => BlasName != ReferenceBlas;

    /// <summary>How it was built, in its own words.</summary>
#if EDGEKD_SYSTEM
    public static unsafe string BuildConfiguration => Native.Text(Native.edgekd_build_configuration());
#else
    public static string BuildConfiguration => $"package TorchSharp {typeof(torch).Assembly.GetName().Version}";
#endif

    /// <summary>The instruction set that its kernels use, such as "AVX2"; "unknown" where it does not say.</summary>
    public static string CpuCapability
        => CapabilityPattern().Match(BuildConfiguration) is { Success: true } match ? match.Groups[1].Value : "unknown";

    internal const string ReferenceBlas = "reference BLAS";

    internal static string FindBlas(IReadOnlyCollection<string> libraries, string buildConfiguration)
    {
        bool Loaded(string part) => libraries.Any(path => path.Contains(part, StringComparison.OrdinalIgnoreCase));
        if (Loaded("openblas"))
            return "OpenBLAS";
        if (Loaded("libmkl") || buildConfiguration.Contains("BLAS_INFO=mkl", StringComparison.Ordinal))
            return "MKL";
        if (Loaded("libblis") || Loaded("/blis"))
            return "BLIS";
        if (Loaded("atlas"))
            return "ATLAS";
        return Loaded("/libblas.so") ? ReferenceBlas : "built into libtorch";
    }

    private static string[] LoadedLibraries()
    {
        // A first call loads libtorch and what it stands on.
        _ = torch.get_num_threads();
        const string Maps = "/proc/self/maps";
        if (!File.Exists(Maps))
            return [];
        return File.ReadLines(Maps)
            .Select(line => line.IndexOf('/') is var start and >= 0 ? line[start..] : "")
            .Where(path => path.Contains(".so", StringComparison.Ordinal))
            .Distinct()
            .ToArray();
    }

    [GeneratedRegex(@"CPU capability usage: (\S+)")]
    private static partial Regex CapabilityPattern();
}
