using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeKd.Edge.Targets.Ssh;

namespace EdgeKd.Edge.Tests.Targets.Ssh;

/// <summary>Debian's sshd as a process of the tests: on a free loopback port, with keys made for them, without root. Install it by the
/// target Test, or by <c>apt-get install openssh-server</c>.</summary>
internal sealed class LoopbackSshServer : IDisposable
{
    private const string Program = "/usr/sbin/sshd";
    private const int Attempts = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public LoopbackSshServer()
    {
        MakeKey("host");
        MakeKey("user");
        MakeKey("stranger");
        Directory.CreateDirectory(RemoteTemporary);
        File.Copy(PathOf("user.pub"), PathOf("authorized_keys"));
        // sshd asks for it where it is root, which tests of a container often are.
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        for (var attempt = 0; ; attempt++)
        {
            Port = FreePort();
            File.WriteAllText(PathOf("sshd_config"), $"""
                Port {Port}
                ListenAddress 127.0.0.1
                HostKey {PathOf("host")}
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                AuthorizedKeysFile {PathOf("authorized_keys")}
                Subsystem sftp internal-sftp
                SetEnv TMPDIR={RemoteTemporary}

                """);
            _process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", PathOf("sshd_config")]) { RedirectStandardError = true })!;
            if (Listens(_process))
                break;
            _process.Dispose();
            Assert.That(attempt, Is.LessThan(Attempts), "sshd does not listen");
        }

        File.WriteAllText(PathOf("known_hosts"), $"[127.0.0.1]:{Port} {File.ReadAllText(PathOf("host.pub"))}");
        File.WriteAllText(PathOf("nobody_known"), "");
    }

    public int Port { get; }

    /// <summary>Where sessions make their temporary folders.</summary>
    public string RemoteTemporary => PathOf("tmp");

    /// <summary>What a device's owner would write.</summary>
    public SshOptions Options => new()
    {
        Host = $"{Environment.UserName}@127.0.0.1",
        Port = Port,
        Identity = PathOf("user"),
        KnownHosts = PathOf("known_hosts"),
    };

    public SshOptions WithStrangersKey => Options with { Identity = PathOf("stranger") };

    public SshOptions WithUnknownHost => Options with { KnownHosts = PathOf("nobody_known") };

    /// <summary>Stops listening.</summary>
    public void Stop()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
        _folder.Dispose();
    }

    private static bool Listens(Process sshd)
    {
        var listens = new TaskCompletionSource<bool>();
        // Read on afterwards, or a full pipe would stop it.
        sshd.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                listens.TrySetResult(false);
            else if (line.Data.StartsWith("Server listening on", StringComparison.Ordinal))
                listens.TrySetResult(true);
        };
        sshd.BeginErrorReadLine();
        return listens.Task.GetAwaiter().GetResult();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void MakeKey(string name)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", PathOf(name)]))!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name);
}
