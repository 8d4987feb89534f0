using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Installs the Debian packages that the native parts are built from.</summary>
internal static class SetupDebianPackages
{
    /// <summary>Names a libtorch or PyTorch folder to use instead of Debian's.</summary>
    public const string LibTorchVariable = "LIBTORCH_ROOT";

    /// <summary>dpkg's record of what is installed; it changes with every installation.</summary>
    public const string StatusFile = "/var/lib/dpkg/status";

    private static readonly string[] Always = ["cmake", "g++", "make", "libopencv-imgcodecs-dev", "libopencv-imgproc-dev"];

    /// <summary>What the device runner is linked from.</summary>
    private static readonly string[] ForDevices = ["nlohmann-json3-dev", "libjpeg62-turbo-dev", "libpng-dev", "libssl-dev", "zlib1g-dev"];

    /// <summary>What it is built and tried for 64-bit ARM with.</summary>
    internal static readonly string[] ForArm64 = ["g++-aarch64-linux-gnu", "qemu-user"];

    /// <summary>The browser of the target `web`, which the default recipe is validated in and tests open reports in.</summary>
    private static readonly string[] ForBrowsers = ["chromium"];

    private static readonly string[] ForLibTorch = ["libtorch-dev", "libopenblas0-pthread"];

    /// <summary>The peers that tests compare with, and whose files they read, and the server that stands for a device.</summary>
    internal static readonly string[] ForTests = ["python3-torch", "python3-torchvision", "python3-onnx", "python3-pil", "python3-jsonschema", "openssh-server"];

    /// <summary>Installs what is missing, as root or by sudo.</summary>
    /// <exception cref="CakeException">There are no rights to install; the message is the command to run.</exception>
    public static void Install(BuildContext context, PackageMode mode) =>
        Install(context, Needed(mode, Environment.GetEnvironmentVariable(LibTorchVariable)));

    /// <summary>Installs those of <see cref="ForTests"/> that are missing, as root or by sudo.</summary>
    /// <exception cref="CakeException">There are no rights to install; the message is the command to run.</exception>
    public static void InstallForTests(BuildContext context) => Install(context, ForTests);

    /// <summary>Installs those of <see cref="ForArm64"/> that are missing, where that can be done without asking.</summary>
    /// <returns>Whether all are there.</returns>
    public static bool TryInstallForArm64(BuildContext context)
    {
        try
        {
            Install(context, ForArm64);
            return File.Exists(StatusFile);
        }
        catch (CakeException)
        {
            return false;
        }
    }

    private static void Install(BuildContext context, IReadOnlyList<string> needed)
    {
        if (!File.Exists(StatusFile))
        {
            context.Warn($"This is no Debian: have {string.Join(", ", needed)} (or your system's equals) installed and {LibTorchVariable} set.");
            return;
        }

        var missing = Missing(needed, Installed(context));
        if (missing.Count == 0)
            return;

        var list = string.Join(' ', missing);
        if (Rights(context) is not { } prefix)
            throw BuildFailure.With(1, $"Debian packages are missing. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}");
        context.Say($"Installing Debian packages: {list}");
        AptGet(context, prefix, ["update", "-q"]);
        AptGet(context, prefix, ["install", "-y", "-q", "--no-install-recommends", .. missing]);
    }

    internal static IReadOnlyList<string> Needed(PackageMode mode, string? libTorchRoot) =>
        mode == PackageMode.System && string.IsNullOrEmpty(libTorchRoot) ? [.. Always, .. ForDevices, .. ForBrowsers, .. ForLibTorch] : [.. Always, .. ForDevices, .. ForBrowsers];

    /// <summary>The needed packages that <paramref name="listing"/> (lines of `status package`) does not show as installed.</summary>
    internal static IReadOnlyList<string> Missing(IEnumerable<string> needed, string listing)
    {
        var installed = listing.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["ii", _]).Select(words => words[1]).ToHashSet(StringComparer.Ordinal);
        return [.. needed.Where(package => !installed.Contains(package))];
    }

    private static string Installed(BuildContext context) =>
        ChildProcess.Capture("dpkg-query", ["-W", "-f", "${db:Status-Abbrev} ${Package}\n", .. Always, .. ForDevices, .. ForBrowsers, .. ForArm64, .. ForLibTorch, .. ForTests], context.Root).Output;

    /// <summary>What to put before a command that needs root: nothing, or sudo where it works; null where neither does.</summary>
    private static string[]? Rights(BuildContext context)
    {
        if (Environment.IsPrivilegedProcess)
            return [];
        if (ChildProcess.Capture("sudo", ["-n", "true"], context.Root).ExitCode is var exitCode && exitCode == 0)
            return ["sudo"];
        // A person at a terminal may type a password; a script may not be left hanging.
        return exitCode > 0 && !Console.IsInputRedirected ? ["sudo"] : null;
    }

    private static void AptGet(BuildContext context, string[] prefix, string[] arguments)
    {
        string[] command = [.. prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", .. arguments];
        ChildProcess.Require("Installing Debian packages", command[0], command[1..], context.Root);
    }
}
