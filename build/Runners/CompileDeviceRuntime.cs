using System.Diagnostics;
using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Builds what runs on devices, a folder a platform under <see cref="BuildContext.RunnerFolder"/>; skips what has not changed.</summary>
internal static class CompileDeviceRuntime
{
    private const string Runner = "edgekd-runner";
    private const string Library = "libonnxruntime.so";

    /// <summary>For tests: a power cut at one of the runner's writes, and a program in C on the device library.</summary>
    private static readonly string[] ForTests = ["libkill_at.so", "c-classify"];

    /// <summary>Builds the runner for this machine and, where its parts can be had, for 64-bit ARM.</summary>
    public static void Build(BuildContext context)
    {
        BuildRunner(context, "x64", []);
        if (Emulation.WhyNot(context) is { } reason)
        {
            context.Warn($"The runner for linux-arm64 is left out: {reason}.");
            return;
        }

        BuildRunner(context, "arm64",
            [$"-DCMAKE_TOOLCHAIN_FILE={Path.Combine(context.DeviceRuntimeFolder, "native", "cmake", "linux-arm64.cmake")}", $"-DARM64_SYSROOT={context.Arm64Sysroot}"]);
        Emulation.Prepare(context);
    }

    private static void BuildRunner(BuildContext context, string architecture, string[] options)
    {
        var platform = $"linux-{architecture}";
        var target = Path.Combine(context.RunnerFolder, platform);
        var sources = Path.Combine(context.DeviceRuntimeFolder, "native");
        var library = context.OnnxRuntimeLibrary(architecture);
        IEnumerable<string> files = [.. Stamp.SourcesUnder(sources), .. Stamp.SourcesUnder(Path.Combine(context.SourceFolder, "EdgeKd.Data", "native")), library];
        IfChanged(context, platform, files, [Path.Combine(target, Runner), Path.Combine(target, Library)], () =>
        {
            var build = Path.Combine(context.RunnerFolder, "build", platform);
            CMake(context, sources, build, ["-DCMAKE_BUILD_TYPE=Release", $"-DONNXRUNTIME_HEADERS={context.OnnxRuntimeHeaders}", .. options]);
            Directory.CreateDirectory(target);
            Replace(Path.Combine(build, Runner), Path.Combine(target, Runner));
            foreach (var file in ForTests)
                Replace(Path.Combine(build, file), Path.Combine(target, file));
            Replace(library, Path.Combine(target, Library));
        });
    }

    /// <summary>Runs a step when a source changed or an output is missing, and says so.</summary>
    internal static void IfChanged(BuildContext context, string name, IEnumerable<string> sources, IEnumerable<string> outputs, Action step)
    {
        var stamp = new Stamp(Path.Combine(context.SetupFolder, $"runner-{name}.stamp"));
        var state = Stamp.StateOf(sources);
        if (outputs.All(File.Exists) && stamp.Matches(state))
            return;
        context.Say($"Building the device runtime's {name}");
        var watch = Stopwatch.StartNew();
        step();
        stamp.Write(state);
        context.Say($"Built the device runtime's {name} in {watch.Elapsed.TotalSeconds:F0} s: {context.Relative(context.RunnerFolder)}");
    }

    /// <summary>Configures and builds a folder; what CMake and the compiler wrote is shown only where they failed.</summary>
    /// <exception cref="CakeException">CMake or the compiler failed.</exception>
    internal static void CMake(BuildContext context, string sources, string build, IEnumerable<string> options)
    {
        Require(context, ["-S", sources, "-B", build, .. options]);
        Require(context, ["--build", build, "--parallel", $"{Environment.ProcessorCount}"]);
    }

    private static void Require(BuildContext context, string[] arguments)
    {
        var (exitCode, output) = ChildProcess.Capture("cmake", arguments, context.Root);
        if (exitCode == 0)
            return;
        context.Warn(output);
        throw BuildFailure.With(1, exitCode < 0 ? "cmake is missing; run the target Setup." : "Building the device runtime failed; the compiler's lines above say why.");
    }

    /// <summary>Copies under a temporary name and renames: a runner that is in use stays whole.</summary>
    internal static void Replace(string source, string target)
    {
        File.Copy(source, target + ".tmp", overwrite: true);
        File.Move(target + ".tmp", target, overwrite: true);
    }
}
