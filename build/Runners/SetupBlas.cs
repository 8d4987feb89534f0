using System.Runtime.InteropServices;

namespace EdgeKd.Build.Runners;

/// <summary>Checks which BLAS Debian's libtorch would load: with the reference one, training is a hundred times slower.</summary>
internal static class SetupBlas
{
    private static readonly string[] Fast = ["openblas", "mkl", "blis", "atlas"];

    /// <summary>Warns, with the remedy, when the BLAS in use is a slow one.</summary>
    public static void Check(BuildContext context, PackageMode mode)
    {
        if (mode != PackageMode.System || Environment.GetEnvironmentVariable(SetupDebianPackages.LibTorchVariable) is { Length: > 0 })
            return;
        var path = LibraryPath();
        if (path is null || !Fast.Any(name => path.Contains(name, StringComparison.OrdinalIgnoreCase)))
            context.Warn($"libtorch would load {path ?? "no BLAS at all"}, which makes training 100 times slower. "
                + $"Run: sudo apt-get install -y libopenblas0-pthread && sudo update-alternatives --auto libblas.so.3-{Triplet}");
        else
            context.Say($"BLAS: {path}");
    }

    /// <summary>The file behind <c>libblas.so.3</c>, all links followed; null when there is none.</summary>
    public static string? LibraryPath()
    {
        var link = new FileInfo($"/usr/lib/{Triplet}/libblas.so.3");
        return link.Exists || link.LinkTarget is not null ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName : null;
    }

    private static string Triplet => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };
}
