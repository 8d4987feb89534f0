using System.Text;
using System.Text.RegularExpressions;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Android;

/// <summary>A folder of ours on an Android device, where its shell may write and run programs.</summary>
internal sealed partial class AdbFolder : IDisposable
{
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(10);

    private readonly AdbConnection _connection;
    private readonly string _path;
    private readonly TargetLog _log;
    private readonly CancellationToken _ct;

    private AdbFolder(AdbConnection connection, string path, string abi, TargetLog log, CancellationToken ct) =>
        (_connection, _path, Abi, _log, _ct) = (connection, path, abi, log, ct);

    /// <summary>The device's instruction set as Android names it, such as <c>arm64-v8a</c>.</summary>
    public string Abi { get; }

    /// <summary>Makes the folder.</summary>
    /// <exception cref="InvalidDataException">No device answers, or it answers strangely; one line.</exception>
    public static AdbFolder Open(AdbConnection connection, TargetLog log, CancellationToken ct)
    {
        var outcome = Checked("asking the device", TargetProcess.Run(connection.Shell("getprop ro.product.cpu.abi && mktemp -d -p /data/local/tmp edgekd.XXXXXX"), ShortLimit, log, null, ct));
        var lines = Encoding.UTF8.GetString(outcome.Output).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return lines is [var abi, var path] && AbiPattern().IsMatch(abi) && PathPattern().IsMatch(path)
            ? new AdbFolder(connection, path, abi, log, ct)
            : throw new InvalidDataException("the device names neither its instruction set nor a folder");
    }

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => $"{_path}/{name}";

    /// <summary>Copies a file into the folder.</summary>
    /// <returns>Its path there.</returns>
    public string Push(string path, string name, bool isProgram = false)
    {
        var remote = PathOf(name);
        Checked($"pushing {Path.GetFileName(path)}", TargetProcess.Run(_connection.Push(path, remote), CopyLimit, _log, null, _ct));
        if (isProgram)
            Checked("making the runner a program", TargetProcess.Run(_connection.Shell(RemoteShell.Line(["chmod", "700", remote])), ShortLimit, _log, null, _ct));
        return remote;
    }

    /// <summary>Copies a file from there.</summary>
    public byte[] Pull(string remotePath)
    {
        using var work = new WorkFolder();
        var path = work.PathOf("pulled");
        Checked("pulling the logits", TargetProcess.Run(_connection.Pull(remotePath, path), CopyLimit, _log, null, _ct));
        return work.ReadLogits(path)!;
    }

    /// <summary>Runs a program there.</summary>
    public ProcessOutcome Run(IEnumerable<string> command, TimeSpan limit, IProgress<string>? progress) =>
        TargetProcess.Run(_connection.Shell(RemoteShell.Start(_path, command)), limit, _log, progress, _ct);

    public void Dispose()
    {
        try
        {
            // adb's end does not end what it started there.
            TargetProcess.Run(_connection.Shell(RemoteShell.Remove(_path)), ShortLimit, _log, null, CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidDataException or TimeoutException)
        {
            _log.Write($"= {_path} is left on the device: {e.Message}");
        }
    }

    private static ProcessOutcome Checked(string what, ProcessOutcome outcome) => outcome.ExitCode == 0
        ? outcome
        : throw new InvalidDataException($"{what} failed: {outcome.Complaint}");

    [GeneratedRegex(@"\A[a-z0-9_-]{1,32}\z")]
    private static partial Regex AbiPattern();

    [GeneratedRegex(@"\A/data/local/tmp/edgekd\.[A-Za-z0-9]+\z")]
    private static partial Regex PathPattern();
}
