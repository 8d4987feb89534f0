namespace EdgeKd.Build.Runners;

/// <summary>What the runner for 64-bit ARM needs to be tried here: the folder that qemu-user takes as the root of the file system, and the counter of
/// instructions.</summary>
internal static class Emulation
{
    /// <summary>Debian's cross compiler keeps the C library and its loader there.</summary>
    private const string CrossLibraries = "/usr/aarch64-linux-gnu/lib";

    /// <summary>What the loader opens for the runner and for ONNX Runtime's library.</summary>
    private static readonly string[] Libraries =
    [
        "ld-linux-aarch64.so.1", "libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "libstdc++.so.6", "libgcc_s.so.1",
    ];

    /// <summary>An ARM processor as Linux describes it: ONNX Runtime's detection ends the program where it finds this machine's.</summary>
    private const string CpuInfo =
        "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid\n"
        + "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd08\nCPU revision\t: 3\n\n";

    /// <summary>Why the runner for 64-bit ARM cannot be built here; null where it can.</summary>
    public static string? WhyNot(BuildContext context)
    {
        if (!SetupDebianPackages.TryInstallForArm64(context))
            return $"it needs the Debian packages {string.Join(", ", SetupDebianPackages.ForArm64)}";
        return SetupArm64Sysroot.WhyNot(context);
    }

    /// <summary>Makes the root of the file system and the counter.</summary>
    public static void Prepare(BuildContext context)
    {
        var root = Path.Combine(context.RunnerFolder, "qemu-arm64");
        var loader = Path.Combine(root, "lib", Libraries[0]);
        CompileDeviceRuntime.IfChanged(context, "qemu-arm64", Libraries.Select(library => Path.Combine(CrossLibraries, library)), [loader], () => MakeRoot(root));

        var sources = Path.Combine(context.DeviceRuntimeFolder, "qemu-plugin");
        var plugin = Path.Combine(context.RunnerFolder, "qemu-plugin", "libedgekd_instructions.so");
        CompileDeviceRuntime.IfChanged(context, "qemu-plugin", Stamp.SourcesUnder(sources), [plugin], () =>
        {
            var build = Path.Combine(context.RunnerFolder, "build", "qemu-plugin");
            CompileDeviceRuntime.CMake(context, sources, build, []);
            Directory.CreateDirectory(Path.GetDirectoryName(plugin)!);
            CompileDeviceRuntime.Replace(Path.Combine(build, Path.GetFileName(plugin)), plugin);
        });
    }

    private static void MakeRoot(string root)
    {
        var processors = Path.Combine(root, "sys", "devices", "system", "cpu");
        foreach (var folder in new[] { Path.Combine(root, "lib"), Path.Combine(root, "proc"), processors })
            Directory.CreateDirectory(folder);
        foreach (var library in Libraries)
            CompileDeviceRuntime.Replace(Path.Combine(CrossLibraries, library), Path.Combine(root, "lib", library));
        File.WriteAllText(Path.Combine(root, "proc", "cpuinfo"), CpuInfo);
        foreach (var file in new[] { "possible", "present", "kernel_max" })
            File.WriteAllText(Path.Combine(processors, file), "0\n");
    }
}
