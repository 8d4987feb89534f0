using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Ssh;

/// <summary>A folder of ours on a device, with what was copied into it.</summary>
internal sealed partial class SshFolder : IDisposable
{
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(10);

    /// <summary>ssh's own exit code where the connection failed; see ssh(1).</summary>
    private const int ConnectionFailed = 255;

    private readonly SshConnection _connection;
    private readonly string _path;
    private readonly Dictionary<string, string> _sent = [];

    private SshFolder(SshConnection connection, string path, string platform) => (_connection, _path, Platform) = (connection, path, platform);

    /// <summary>The device's platform, such as <c>linux-arm64</c>.</summary>
    public string Platform { get; }

    /// <summary>Makes the folder.</summary>
    /// <exception cref="InvalidDataException">The device cannot be reached, or is none that there is a runner for; one line.</exception>
    /// <exception cref="TimeoutException">It hangs; one line.</exception>
    public static SshFolder Open(SshConnection connection, TargetLog log, CancellationToken ct)
    {
        var outcome = Checked("making a folder", TargetProcess.Run(connection.Shell("umask 077; uname -sm && mktemp -d"), ShortLimit, log, null, ct));
        var lines = Encoding.UTF8.GetString(outcome.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [var system, var path] || !PathPattern().IsMatch(path))
            throw new InvalidDataException("its shell answers `uname -sm && mktemp -d` with something else than a system and a folder; is it a POSIX shell that prints nothing of its own?");
        var platform = system switch
        {
            "Linux x86_64" => "linux-x64",
            "Linux aarch64" => "linux-arm64",
            _ => throw new InvalidDataException($"there is no runner for {RunnerResultReader.Printable(system)}; build device-runtime/native for it and name it by runner and runtime"),
        };
        return new SshFolder(connection, path, platform);
    }

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => $"{_path}/{name}";

    /// <summary>Copies a file into the folder, unless it lies there already.</summary>
    /// <returns>Its path there.</returns>
    public string Send(string path, TargetLog log, IProgress<string>? progress, CancellationToken ct)
    {
        string digest;
        using (var stream = File.OpenRead(path))
            digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (_sent.TryGetValue(digest, out var there))
            return there;
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"copying {Path.GetFileName(path)}, {new FileInfo(path).Length / 1e6:F1} MB"));
        // Names of files here are not taken along; the ending is.
        var remote = PathOf($"{digest[..16]}{Extension(path)}");
        Checked($"copying {Path.GetFileName(path)}", TargetProcess.Run(_connection.Send(path, remote), CopyLimit, log, null, ct));
        _sent.Add(digest, remote);
        return remote;
    }

    /// <summary>Copies a file from there.</summary>
    public byte[] Fetch(string remotePath, TargetLog log, CancellationToken ct)
    {
        using var work = new WorkFolder();
        var path = work.PathOf("fetched");
        Checked("copying the logits back", TargetProcess.Run(_connection.Fetch(remotePath, path), CopyLimit, log, null, ct));
        return work.ReadLogits(path)!;
    }

    /// <summary>Runs a program there. Its number is kept in the folder, so that it can be ended when the connection is.</summary>
    public ProcessOutcome Run(IEnumerable<string> command, TimeSpan limit, TargetLog log, IProgress<string>? progress, CancellationToken ct) =>
        Checked("the runner", TargetProcess.Run(_connection.Shell(RemoteShell.Start(_path, command)), limit, log, progress, ct));

    /// <summary>Ends what still runs there and takes the folder away. Where the device is gone that fails, and is noted in the log.</summary>
    public void Remove(TargetLog log)
    {
        try
        {
            var outcome = TargetProcess.Run(_connection.Shell(RemoteShell.Remove(_path)), ShortLimit, log, null, CancellationToken.None);
            if (outcome.ExitCode != 0)
                log.Write($"= {_path} is left on the device: {outcome.Complaint}");
        }
        catch (Exception e) when (e is InvalidDataException or TimeoutException)
        {
            log.Write($"= {_path} is left on the device: {e.Message}");
        }
    }

    public void Dispose()
    {
        using var log = new TargetLog(Path.Combine(Path.GetTempPath(), $"edgekd-ssh-{Guid.NewGuid():N}.log"));
        Remove(log);
        File.Delete(log.Path);
    }

    private static string Extension(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(".onnx", StringComparison.Ordinal) ? ".onnx" : name.EndsWith(".so", StringComparison.Ordinal) ? ".so" : "";
    }

    private static ProcessOutcome Checked(string what, ProcessOutcome outcome) => outcome.ExitCode switch
    {
        0 => outcome,
        ConnectionFailed => throw new InvalidDataException($"the connection failed or was lost ({what}): {outcome.LastError ?? "ssh said nothing"}"),
        > 128 and var code => throw new InvalidDataException($"{what} was killed by signal {code - 128}; its last line: {outcome.LastError ?? "none"}"),
        _ => throw new InvalidDataException($"{what} failed: {outcome.Complaint}"),
    };

    // What comes back is put into command lines, so it has to be a plain path.
    [GeneratedRegex(@"\A/[A-Za-z0-9/._-]{1,200}\z")]
    private static partial Regex PathPattern();
}
