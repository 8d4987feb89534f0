using System.Diagnostics;
using System.Globalization;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A process that times training steps on request, ours or a peer.</summary>
internal sealed class StepProcess : IDisposable
{
    // Debian's own: another Python that comes first on the path has not its packages.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private StepProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} cannot be started.");
        if (Read() != "ready")
            throw new InvalidOperationException($"The steps of {name} did not begin; what it wrote stands above.");
    }

    /// <summary>Whose steps they are.</summary>
    public string Name { get; }

    /// <summary>Whether Debian's python3-torch is installed, which the peers need.</summary>
    public static bool HasPeers
    {
        get
        {
            if (!File.Exists(Python))
                return false;
            using var probe = Process.Start(new ProcessStartInfo(Python, ["-I", "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"]))!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
    }

    /// <summary>Starts ours.</summary>
    public static StepProcess Own(StepKind kind, StepPair pair, string teacher, int threads, string output) => new(
        "edgekd",
        new ProcessStartInfo(Environment.ProcessPath!, [.. Command, $"--step={kind.Name},{teacher},{pair.Name},{threads}", $"--output={output}"]));

    /// <summary>Starts a peer.</summary>
    /// <param name="form"><c>published</c> or <c>tuned</c>.</param>
    /// <param name="kind">The kind of step.</param>
    /// <param name="pair">The networks.</param>
    /// <param name="teacher"><c>live</c> or <c>cached</c>.</param>
    /// <param name="threads">Threads of libtorch.</param>
    /// <param name="peers">The folder of the peers' scripts.</param>
    public static StepProcess Peer(string form, StepKind kind, StepPair pair, string teacher, int threads, string peers) => new(
        form,
        new ProcessStartInfo(Python, [Path.Combine(peers, "training_step.py"), kind.Name, form, teacher, pair.Name, Text(pair.BatchSize), Text(threads)]));

    /// <summary>Runs some steps.</summary>
    /// <returns>The seconds that they took.</returns>
    public double Run(int steps) => double.Parse(Ask(Text(steps)), CultureInfo.InvariantCulture);

    /// <summary>The largest resident set since its start, in bytes.</summary>
    public long PeakBytes() => long.Parse(Ask("memory"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Started by `dotnet X.dll` this process is dotnet, and by its own executable it is that.
    private static IEnumerable<string> Command =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The steps of {Name} ended; what it wrote stands above.");
}
