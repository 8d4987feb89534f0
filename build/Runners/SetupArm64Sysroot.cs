using System.Diagnostics;
using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Fetches the arm64 libraries that the runner is linked from, into a folder: without root, and without another architecture for the
/// system. apt checks the signatures of the archives as ever.</summary>
internal static class SetupArm64Sysroot
{
    // Headers and static libraries alone; nlohmann's headers are the same everywhere, but the compiler must not look among this machine's.
    private static readonly string[] Packages = ["libssl-dev", "libjpeg62-turbo-dev", "libpng-dev", "zlib1g-dev", "nlohmann-json3-dev"];

    /// <summary>Why it cannot be had; null where it is there.</summary>
    public static string? WhyNot(BuildContext context)
    {
        var stamp = new Stamp(Path.Combine(context.SetupFolder, "sysroot-arm64.stamp"));
        var state = Stamp.StateOf([], Packages);
        if (Directory.Exists(context.Arm64Sysroot) && stamp.Matches(state))
            return null;
        try
        {
            var watch = Stopwatch.StartNew();
            Fetch(context);
            stamp.Write(state);
            context.Say($"Fetched the arm64 libraries in {watch.Elapsed.TotalSeconds:F0} s: {context.Relative(context.Arm64Sysroot)}");
            return null;
        }
        catch (CakeException exception)
        {
            return $"its libraries cannot be fetched ({exception.Message.TrimEnd('.')})";
        }
    }

    private static void Fetch(BuildContext context)
    {
        // Owned by us alone, so apt need not (and as root cannot) drop its rights for the downloads.
        var apt = Path.Combine(context.SetupFolder, "apt-arm64");
        foreach (var folder in new[] { Path.Combine("state", "lists", "partial"), Path.Combine("cache", "archives", "partial"), "packages" })
            Directory.CreateDirectory(Path.Combine(apt, folder));
        // No package counts as installed.
        File.WriteAllText(Path.Combine(apt, "status"), "");
        string[] options =
        [
            "-q", "-o", "APT::Architecture=arm64", "-o", "APT::Architectures::=arm64", "-o", $"Dir::State={Path.Combine(apt, "state")}", "-o", $"Dir::State::status={Path.Combine(apt, "status")}",
            "-o", $"Dir::Cache={Path.Combine(apt, "cache")}", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root",
        ];
        var packages = Path.Combine(apt, "packages");
        Require("apt-get update for arm64", "apt-get", [.. options, "update"], context.Root);
        Require("Downloading arm64 packages", "apt-get", [.. options, "download", .. Packages], packages);
        var temporary = context.Arm64Sysroot + ".tmp";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        foreach (var package in Directory.EnumerateFiles(packages, "*.deb").Order(StringComparer.Ordinal))
            Require("Unpacking arm64 packages", "dpkg-deb", ["-x", package, temporary], context.Root);
        if (Directory.Exists(context.Arm64Sysroot))
            Directory.Delete(context.Arm64Sysroot, recursive: true);
        Directory.Move(temporary, context.Arm64Sysroot);
        Directory.Delete(apt, recursive: true);
    }

    /// <summary>apt's own lines are shown only where it failed.</summary>
    private static void Require(string what, string program, string[] arguments, string folder)
    {
        var (exitCode, output) = ChildProcess.Capture(program, arguments, folder);
        if (exitCode != 0)
            throw new CakeException($"{what} failed: {output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim() ?? $"{program} is missing"}");
    }
}
