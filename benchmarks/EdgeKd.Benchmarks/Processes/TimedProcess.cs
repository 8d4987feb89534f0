using System.Diagnostics;
using System.Globalization;

namespace EdgeKd.Benchmarks.Processes;

/// <summary>A process that times its work on request, ours or a peer.</summary>
internal sealed class TimedProcess : IDisposable
{
    // Debian's own: another Python that comes first on the path has not its packages.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private TimedProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new MeasurementException($"{start.FileName} cannot be started.");
        if (Read() != "ready")
            throw new MeasurementException($"The process of {name} did not begin; what it wrote stands above.");
    }

    /// <summary>Whose work it is.</summary>
    public string Name { get; }

    /// <summary>Whether Debian's python3-torch is installed, which the peers need.</summary>
    public static bool HasPeers => HasModule("torch");

    /// <summary>Whether Debian's Python has a module.</summary>
    public static bool HasModule(string module)
    {
        if (!File.Exists(Python))
            return false;
        var script = $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)";
        using var probe = Process.Start(new ProcessStartInfo(Python, ["-I", "-c", script]))!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }

    /// <summary>Starts ours: this program with other arguments.</summary>
    public static TimedProcess Own(string name, IEnumerable<string> arguments) =>
        new(name, new ProcessStartInfo(Environment.ProcessPath!, [.. Command, .. arguments]));

    /// <summary>Starts a peer.</summary>
    /// <param name="name">What it is called in messages and tables.</param>
    /// <param name="script">The script, which serves as <see cref="TimedServer"/> does.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <param name="blasThreads">Threads of OpenBLAS; null: its own choice.</param>
    public static TimedProcess Peer(string name, string script, IEnumerable<string> arguments, int? blasThreads = null)
    {
        var start = new ProcessStartInfo(Python, [script, .. arguments]);
        if (blasThreads is { } threads)
            start.Environment["OPENBLAS_NUM_THREADS"] = Text(threads);
        return new(name, start);
    }

    /// <summary>Runs some steps.</summary>
    /// <returns>The seconds that they took.</returns>
    /// <exception cref="MeasurementException">The process ended.</exception>
    public double Run(int steps) => double.Parse(Ask(Text(steps)), CultureInfo.InvariantCulture);

    /// <summary>The largest resident set since its start, in bytes.</summary>
    public long PeakBytes() => long.Parse(Ask("memory"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>A whole number as an argument.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Started by `dotnet X.dll` this process is dotnet, and by its own executable it is that.
    private static IEnumerable<string> Command =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read() =>
        _process.StandardOutput.ReadLine() ?? throw new MeasurementException($"The process of {Name} ended; what it wrote stands above.");
}
