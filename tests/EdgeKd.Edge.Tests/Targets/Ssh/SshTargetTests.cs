using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Ssh;

namespace EdgeKd.Edge.Tests.Targets.Ssh;

[TestFixture]
public class SshTargetTests
{
    private LoopbackSshServer _server = null!;
    private TargetSamples _samples = null!;
    private StandInRunner _runner = null!;

    [SetUp]
    public void Begin()
    {
        _server = new LoopbackSshServer();
        _samples = new TargetSamples();
        _runner = new StandInRunner(_samples.Folder).Gives(_samples.Latency()).Gives(_samples.Accuracy(), _samples.Logits);
    }

    [TearDown]
    public void End()
    {
        _server.Dispose();
        _samples.Dispose();
    }

    private SshTarget Target(SshOptions? options = null) =>
        new("pi", (options ?? _server.Options) with { Runner = _runner.Program, Runtime = _samples.ModelPath });

    private string[] Left => Directory.GetFileSystemEntries(_server.RemoteTemporary);

    [Test]
    public void It_answers_and_leaves_nothing_behind()
    {
        using (var target = Target())
        {
            var answer = target.Run(_samples.Job(), null, CancellationToken.None);
            var timed = target.Run(_samples.Job(TargetMode.Latency), null, CancellationToken.None);

            Assert.That(answer.Logits, Is.EqualTo(_samples.Logits));
            Assert.That(timed.Result.Latency!.InferenceMs, Has.Count.EqualTo(16));
            Assert.That(File.ReadAllLines(timed.LogPath).Where(line => line.StartsWith("$ scp", StringComparison.Ordinal)), Is.Empty, "what lies there is not copied again");
            Assert.That(Left, Has.Length.EqualTo(1));
            Assert.That(_runner.Calls[0], Does.Match($"^accuracy {_server.RemoteTemporary}/tmp\\.\\w+/[0-9a-f]{{16}}\\.onnx --data "));
        }

        Assert.That(Left, Is.Empty);
    }

    [Test]
    public void Two_devices_are_two_machines_and_one_is_one() =>
        Assert.That(Target().Machine, Is.EqualTo(Target().Machine).And.Not.EqualTo(Target(_server.Options with { Port = 1 }).Machine));

    [Test]
    public void A_host_whose_key_is_not_known_is_refused()
    {
        using var target = Target(_server.WithUnknownHost);

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.StartsWith("target pi: the connection failed or was lost (making a folder): Host key verification failed (log: "));
    }

    [Test]
    public void A_key_that_the_device_does_not_take_is_named()
    {
        using var target = Target(_server.WithStrangersKey);

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.Contains("Permission denied (publickey)"));
    }

    [Test]
    public void A_device_that_is_switched_off_is_named()
    {
        using var target = Target();
        _server.Stop();

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.Contains("Connection refused"));
    }

    [TestCase("-oProxyCommand=touch /tmp/x")]
    [TestCase("pi;reboot")]
    [TestCase("")]
    public void A_host_that_would_be_an_option_or_a_command_is_refused(string host)
    {
        using var target = Target(_server.Options with { Host = host });

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.Contains("is no host, user@host or address"));
    }

    [Test]
    public void A_connection_that_is_lost_meanwhile_is_named_and_made_anew_by_the_next_run()
    {
        using var target = Target();
        _runner.Does("""kill -9 $PPID; sleep 600""");
        var failure = Assert.Throws<TargetException>(() => target.Run(_samples.Job(), null, CancellationToken.None))!;
        Assert.That(failure.Problem, Does.StartWith("the connection failed or was lost (the runner): "));
        Assert.That(Left, Is.Empty, "the folder of the lost connection is removed");

        _runner.Does(StandInRunner.Answering);

        Assert.That(target.Run(_samples.Job(), null, CancellationToken.None).Logits, Is.EqualTo(_samples.Logits));
    }

    [Test]
    public void One_that_hangs_is_ended_there()
    {
        using var target = Target();
        _runner.Does("""sleep 600 & echo $! > "$here/process"; wait""");

        var failure = Assert.Throws<TargetException>(() => target.Run(_samples.Job() with { TimeLimit = TimeSpan.FromSeconds(2) }, null, CancellationToken.None))!;

        Assert.That(failure.Problem, Is.EqualTo("ssh hangs: it was stopped after 2 s"));
        Assert.That(Left, Is.Empty);
        var process = int.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(_runner.Program)!, "process")));
        Assert.That(File.Exists($"/proc/{process}/cmdline") && File.ReadAllText($"/proc/{process}/cmdline").StartsWith("sleep", StringComparison.Ordinal), Is.False, "the runner is still running there");
    }

    [Test]
    public void A_runner_that_fails_there_is_passed_on()
    {
        using var target = Target();
        _runner.Does("echo 'edgekd-runner: logits.bin: No space left on device' >&2; exit 1");

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None),
            Throws.InstanceOf<TargetException>().With.Message.StartsWith("target pi: the runner failed: edgekd-runner: logits.bin: No space left on device (log: "));
    }
}
