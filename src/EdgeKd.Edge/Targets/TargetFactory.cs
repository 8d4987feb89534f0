using System.Security.Cryptography;
using EdgeKd.Edge.Targets.Android;
using EdgeKd.Edge.Targets.Emulated;
using EdgeKd.Edge.Targets.Local;
using EdgeKd.Edge.Targets.Runner;
using EdgeKd.Edge.Targets.Ssh;
using EdgeKd.Edge.Targets.Web;

namespace EdgeKd.Edge.Targets;

/// <summary>Makes targets. Nothing is reached before one is asked to run.</summary>
public static class TargetFactory
{
    /// <summary>The native runner on this machine.</summary>
    public static ITarget Local(string name, LocalOptions options) => new LocalTarget(name, options);

    /// <summary>The arm64 runner under qemu-user.</summary>
    public static ITarget Emulated(string name, EmulatedOptions options) => new EmulatedTarget(name, options);

    /// <summary>onnxruntime-web in headless Chromium.</summary>
    public static ITarget Web(string name, WebOptions options) => new WebTarget(name, options);

    /// <summary>A Linux device, by ssh.</summary>
    public static ITarget Ssh(string name, SshOptions options) => new SshTarget(name, options);

    /// <summary>An Android device, by adb.</summary>
    public static ITarget Android(string name, AndroidOptions options) => new AndroidTarget(name, options);

    /// <summary>The SHA-256 of the programs that targets run and that are built here, by name: what they measure belongs to them. One that
    /// is not there is left out, and fails when it is run.</summary>
    /// <param name="kinds">The targets' kinds.</param>
    public static IReadOnlyDictionary<string, string> ProgramDigests(IEnumerable<string> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return TargetPrograms.Of([.. kinds.Distinct()])
            .Where(program => File.Exists(program.Value))
            .ToDictionary(program => program.Key, program => Digest(program.Value));
    }

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
