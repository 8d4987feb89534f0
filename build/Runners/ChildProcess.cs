using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Cake.Core;

namespace EdgeKd.Build.Runners;

/// <summary>Runs other programs, always with argument lists and never through a shell.</summary>
internal static class ChildProcess
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    /// <summary>Runs a program whose output streams through, and hands SIGTERM and SIGINT on to it.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CakeException">The build was told to stop meanwhile.</exception>
    public static int Run(string program, IEnumerable<string> arguments, string folder,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, folder, environment, capture: false);
        // The child decides when to stop (a training writes its checkpoint first); we only outlive it.
        int? stoppedBy = null;
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stoppedBy = Terminate;
            if (!process.HasExited)
                _ = Kill(process.Id, Terminate);
        });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // A terminal sends it to the child as well.
            signal.Cancel = true;
            stoppedBy = Interrupt;
        });
        process.WaitForExit();
        // A compiler may end its work all the same; the build must not go on.
        return stoppedBy is { } number ? throw BuildFailure.With(128 + number, "Stopped; run the same command to go on.") : process.ExitCode;
    }

    /// <summary>Runs a program and fails with its exit code when that is not 0.</summary>
    /// <exception cref="CakeException">It failed.</exception>
    public static void Require(string what, string program, IEnumerable<string> arguments, string folder,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var exitCode = Run(program, arguments, folder, environment);
        if (exitCode != 0)
            throw BuildFailure.With(exitCode, $"{what} failed: {Path.GetFileName(program)} ended with exit code {exitCode}; its own lines above say why.");
    }

    /// <summary>Runs a program and keeps what it wrote.</summary>
    /// <returns>The exit code and both outputs; −1 and nothing when there is no such program.</returns>
    public static (int ExitCode, string Output) Capture(string program, IEnumerable<string> arguments, string folder)
    {
        try
        {
            using var process = Start(program, arguments, folder, null, capture: true);
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return (-1, "");
        }
    }

    /// <summary>The `dotnet` that runs this host, so that its children take the same SDK.</summary>
    public static string DotNet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : "dotnet";

    private static Process Start(string program, IEnumerable<string> arguments, string folder,
        IReadOnlyDictionary<string, string>? environment, bool capture)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw BuildFailure.With(1, $"{program} did not start.");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
