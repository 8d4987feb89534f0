using System.Diagnostics;
using System.Text.Json;

namespace EdgeKd.DeviceRuntime.Tests;

/// <summary>What a run of the runner left.</summary>
internal sealed record RunnerOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The result, of a run that ended well.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.That(ExitCode, Is.Zero, Error);
            return JsonDocument.Parse(Output).RootElement;
        }
    }

    /// <summary>Requires that the run ended with a code and one line about it.</summary>
    public RunnerOutcome Require(int exitCode, params string[] words)
    {
        Assert.That(ExitCode, Is.EqualTo(exitCode), Output + Error);
        Assert.That(Error, Does.StartWith("edgekd-runner: ").And.EndWith("\n"));
        Assert.That(Error.Count(c => c == '\n'), Is.EqualTo(1), Error);
        foreach (var word in words)
            Assert.That(Error, Does.Contain(word));
        return this;
    }
}

/// <summary>Starts edgekd-runner, which the target Compile builds.</summary>
internal static class RunnerProcess
{
    /// <summary>Killed by SIGKILL, as the runtime shows it.</summary>
    public const int Killed = 128 + 9;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <summary>What runs on devices, a folder a platform.</summary>
    public static string Folder { get; } = RepositoryFiles.PathOf("artifacts/native/runner");

    public static string Executable { get; } = Path.Combine(Folder, "linux-x64", "edgekd-runner");

    /// <summary>The library that EdgeKd itself runs models with: the same one, so that the same numbers come out.</summary>
    public static string EdgesLibrary { get; } = Path.Combine(TestContext.CurrentContext.TestDirectory, "libonnxruntime.so");

    /// <summary>Runs it on this machine.</summary>
    public static RunnerOutcome Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs it with variables of the environment.</summary>
    public static RunnerOutcome Run(IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        Assert.That(Executable, Does.Exist, "run the target Compile first");
        return Start(Executable, arguments, environment);
    }

    /// <summary>Runs the one for 64-bit ARM under qemu-user; the test is passed over where it was not built.</summary>
    /// <param name="cpu">The processor, such as <c>cortex-a76</c>.</param>
    /// <param name="arguments">The runner's arguments.</param>
    /// <param name="plugin">A plugin of qemu and its arguments; null for none.</param>
    public static RunnerOutcome RunEmulated(string cpu, string[] arguments, string? plugin = null)
    {
        var runner = Path.Combine(Folder, "linux-arm64", "edgekd-runner");
        if (!File.Exists(runner))
            Assert.Ignore("The runner for linux-arm64 was not built here; the target Compile says why.");
        string[] plugins = plugin is null ? [] : ["-plugin", plugin];
        return Start("qemu-aarch64", ["-L", Path.Combine(Folder, "qemu-arm64"), "-cpu", cpu, .. plugins, runner, .. arguments], null);
    }

    public static RunnerOutcome Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The runner did not end within {TimeLimit.TotalMinutes} minutes: {string.Join(' ', start.ArgumentList)}");
        }

        return new RunnerOutcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
