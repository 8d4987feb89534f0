using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Local;

namespace EdgeKd.Edge.Tests.Targets.Local;

[TestFixture]
public class LocalTargetTests
{
    private TargetSamples _samples = null!;
    private StandInRunner _runner = null!;

    [SetUp]
    public void Begin()
    {
        _samples = new TargetSamples();
        _runner = new StandInRunner(_samples.Folder);
    }

    [TearDown]
    public void End() => _samples.Dispose();

    private LocalTarget Target(string? affinity = null, string provider = "cpu") =>
        new("here", new LocalOptions { Runner = _runner.Program, Affinity = affinity, Provider = provider });

    private TargetException Fails(TargetJob? job = null) => Assert.Throws<TargetException>(() => Target().Run(job ?? _samples.Job(), null, CancellationToken.None))!;

    [Test]
    public void A_sound_answer_comes_back_with_its_logits()
    {
        _runner.Gives(_samples.Accuracy(), _samples.Logits);

        var answer = Target().Run(_samples.Job() with { Limit = 1000 }, null, CancellationToken.None);

        Assert.That(answer.Logits, Is.EqualTo(_samples.Logits));
        Assert.That(answer.Result.Answers!.Select(a => a.Top[0]), Is.EqualTo(_samples.Local.Predictions));
        Assert.That(_runner.Calls.Single(), Does.StartWith($"accuracy {_samples.ModelPath} --data {_samples.DataPath} --threads 1 --provider cpu --limit 1000 --logits "));
    }

    [Test]
    public void Latency_is_asked_for_with_its_counts()
    {
        _runner.Gives(_samples.Latency());

        var answer = Target().Run(_samples.Job(TargetMode.Latency), null, CancellationToken.None);

        Assert.That(answer.Result.Latency!.InferenceMs, Has.Count.EqualTo(16));
        Assert.That(_runner.Calls.Single(), Does.Contain("--min-runs 16 --min-seconds 0 --max-seconds 10 --warm-up 1"));
    }

    [Test]
    public void Affinity_is_asked_for()
    {
        _runner.Gives(_samples.Latency());

        Target(affinity: "0,2").Run(_samples.Job(TargetMode.Latency), null, CancellationToken.None);

        Assert.That(_runner.Calls.Single(), Does.Contain("--affinity 0,2"));
    }

    [Test]
    public void One_that_hangs_is_killed_with_all_that_it_started_and_named()
    {
        _runner.Does("""sleep 600 & echo $! > "$here/child"; wait""");

        var line = Fails(_samples.Job() with { TimeLimit = TimeSpan.FromMilliseconds(500) }).Message;

        Assert.That(line, Does.StartWith("target here: edgekd-runner hangs: it was stopped after 0.5 s (log: "));
        var child = int.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(_runner.Program)!, "child")));
        Assert.That(IsGone(child), "what it had started runs on");
    }

    [Test]
    public void One_that_is_stopped_by_its_caller_is_killed_as_well()
    {
        _runner.Does("sleep 600");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.That(() => Target().Run(_samples.Job(), null, stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("echo 'edgekd-runner: /data/result.json: No space left on device' >&2; exit 1", "the runner failed: edgekd-runner: /data/result.json: No space left on device")]
    [TestCase("exit 3", "the runner failed: it ended with exit code 3 and said nothing")]
    [TestCase("echo begun >&2; kill -SEGV $$", "the runner was killed by signal 11; its last line: begun")]
    [TestCase("true", "it gave no result")]
    [TestCase("echo '[1]'", "its result is no JSON of the kind that runners write")]
    [TestCase("cat /dev/zero", "it wrote more than the 67108864 bytes that a result may have")]
    public void What_it_says_of_its_failing_is_passed_on_in_one_line(string does, string line)
    {
        _runner.Does(does);

        var failure = Fails(_samples.Job() with { KeepLogits = false });

        Assert.That(failure.Problem, Does.StartWith(line));
        Assert.That(failure.Message.Split('\n'), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllLines(failure.LogPath!)[0], Does.StartWith($"$ {_runner.Program} accuracy"));
    }

    [Test]
    public void A_runner_that_is_not_there_is_named()
    {
        var target = new LocalTarget("here", new LocalOptions { Runner = "/nowhere/edgekd-runner" });

        Assert.That(() => target.Run(_samples.Job(), null, CancellationToken.None), Throws.InstanceOf<TargetException>().With.Message.StartsWith("target here: /nowhere/edgekd-runner cannot be started: "));
    }

    [TestCase("cpu", TargetKinds.Local)]
    [TestCase("cuda", TargetKinds.LocalCuda)]
    public void The_provider_is_asked_for(string provider, string kind)
    {
        _runner.Gives(_samples.Latency());
        var target = Target(provider: provider);

        target.Run(_samples.Job(TargetMode.Latency), null, CancellationToken.None);

        Assert.That(target.Kind, Is.EqualTo(kind));
        Assert.That(_runner.Calls.Single(), Does.Contain($"--provider {provider}"));
    }

    [Test]
    public void It_describes_the_machine()
    {
        _runner.Does("""echo '{"schema":1,"mode":"probe","runner":"0.1.0","device":{"arch":"aarch64","cpu":"Cortex-A76","cores":4,"kernel":"6.6","emulated":false,"governor":"schedutil"},"onnxRuntime":"1.30.0"}'""");

        var device = Target().Probe(CancellationToken.None);

        Assert.That(device, Is.EqualTo(new DeviceDescription { Arch = "aarch64", Cpu = "Cortex-A76", Cores = 4, Kernel = "6.6", Emulated = false, Governor = "schedutil" }));
        Assert.That(_runner.Calls.Single(), Is.EqualTo("probe"));
    }

    private static bool IsGone(int process)
    {
        for (var i = 0; i < 1000; i++)
        {
            // A zombie waits for its parent alone; it does not run.
            if (!File.Exists($"/proc/{process}/stat") || File.ReadAllText($"/proc/{process}/stat").Split(") ")[1][0] == 'Z')
                return true;
            Thread.Yield();
        }

        return false;
    }
}
