using System.Globalization;
using System.Text.RegularExpressions;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Ssh;

/// <summary>The command lines of ssh and scp to one device: no question is asked, an unknown host key is refused, a silent connection is
/// given up.</summary>
/// <remarks>Options: ssh_config(5). A connection that does not answer three questions 5 s apart counts as lost.</remarks>
internal sealed partial class SshConnection
{
    private readonly SshOptions _options;

    /// <exception cref="InvalidDataException">The host is no host name or address, with or without a user.</exception>
    public SshConnection(SshOptions options)
    {
        // A word that begins with a minus would be an option of ssh's.
        if (!HostPattern().IsMatch(options.Host))
            throw new InvalidDataException($"host '{RunnerResultReader.Printable(options.Host)}' is no host, user@host or address");
        _options = options;
    }

    /// <summary>The host as scp wants it: addresses of version 6 in brackets.</summary>
    private string Address
    {
        get
        {
            var at = _options.Host.LastIndexOf('@') + 1;
            var host = _options.Host[at..];
            return host.Contains(':', StringComparison.Ordinal) ? $"{_options.Host[..at]}[{host}]" : _options.Host;
        }
    }

    /// <summary>Runs a line in the user's shell there.</summary>
    public TargetProgram Shell(string line) => new("ssh",
        [.. Options, .. _options.Port is { } port ? new[] { "-p", Text(port) } : [], "-T", "--", _options.Host, line]);

    /// <summary>Copies a file there.</summary>
    public TargetProgram Send(string path, string remotePath) => new("scp",
        [.. Options, .. _options.Port is { } port ? new[] { "-P", Text(port) } : [], "-q", "-p", "--", Path.GetFullPath(path), $"{Address}:{remotePath}"]);

    /// <summary>Copies a file from there.</summary>
    public TargetProgram Fetch(string remotePath, string path) => new("scp",
        [.. Options, .. _options.Port is { } port ? new[] { "-P", Text(port) } : [], "-q", "--", $"{Address}:{remotePath}", Path.GetFullPath(path)]);

    private IEnumerable<string> Options =>
    [
        "-o", "BatchMode=yes",
        "-o", "StrictHostKeyChecking=yes",
        "-o", "ConnectTimeout=10",
        "-o", "ServerAliveInterval=5",
        "-o", "ServerAliveCountMax=3",
        "-o", "LogLevel=ERROR",
        .. _options.KnownHosts is { } hosts ? new[] { "-o", $"UserKnownHostsFile={OptionValue(hosts)}", "-o", "GlobalKnownHostsFile=none" } : [],
        .. _options.Identity is { } identity ? new[] { "-i", identity, "-o", "IdentitiesOnly=yes" } : [],
    ];

    // Several files may be named, separated by blanks, so a path is quoted.
    private static string OptionValue(string path) => $"\"{path}\"";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9:][A-Za-z0-9.:_-]*\z")]
    private static partial Regex HostPattern();
}
