using EdgeKd.Data;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Local;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Parity;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets.Measuring;

/// <summary>Faults that are planted in a target, each named in one line.</summary>
[TestFixture]
public class TargetMeasurementTests
{
    private const int Classes = TargetSamples.Classes;

    private TargetSamples _samples = null!;
    private StandInRunner _runner = null!;

    [SetUp]
    public void Begin()
    {
        _samples = new TargetSamples();
        _runner = new StandInRunner(_samples.Folder).Gives(_samples.Latency()).Gives(_samples.Accuracy(), _samples.Logits);
    }

    [TearDown]
    public void End() => _samples.Dispose();

    private TargetPlan Plan => new()
    {
        DataPath = _samples.DataPath,
        Models = [new PlannedModel("fp32", _samples.ModelPath, [.. Enumerable.Range(0, Classes).Select(k => $"class-{k}")], _samples.Logits, ParityLimits.Float)],
        Latency = new LatencyOptions { MinRuns = 16, MinSeconds = 0 },
        LogFolder = _samples.LogFolder,
    };

    private TargetOutcome Measure(TargetPlan? plan = null)
    {
        using var target = new LocalTarget("dev", new LocalOptions { Runner = _runner.Program });
        return TargetMeasurement.Measure(target, plan ?? Plan, null, CancellationToken.None);
    }

    [Test]
    public void A_sound_target_is_measured_once()
    {
        var outcome = Measure();

        Assert.That(outcome.Failure, Is.Null);
        var model = outcome.Models.Single();
        Assert.That(model.Parity, Is.EqualTo(new TargetParity { Agreement = 1, MaxAbsoluteDifference = 0 }));
        Assert.That(model.Latency!.Doubt, Is.Null);
        Assert.That(model.Latency.P90Ms, Is.EqualTo(1.02));
        Assert.That(_runner.Calls.Select(call => call.Split(' ')[0]), Is.EqualTo(new[] { "accuracy", "latency" }));
    }

    [Test]
    public void Shuffled_labels()
    {
        int[] order = [3, 5, 0, 1, 6, 4, 2];
        float[] shuffled = [.. Enumerable.Range(0, _samples.Logits.Length).Select(i => _samples.Logits[(i / Classes * Classes) + order[i % Classes]])];
        _runner.Gives(_samples.Accuracy(shuffled), shuffled);

        Assert.That(Measure().Models.Single().Parity.Doubt, Does.StartWith("its labels are shuffled: what is class "));
    }

    [Test]
    public void Another_model_that_says_so()
    {
        _runner.Gives(_samples.Accuracy() with { Model = _samples.Accuracy().Model with { Sha256 = new string('a', 64) } }, _samples.Logits);

        Assert.That(Measure().Failure, Does.StartWith("it ran another model than was sent: SHA-256 aaaaaaaaaaaaaaaa... instead of "));
    }

    [Test]
    public void Another_model_under_the_name_of_the_right_one()
    {
        float[] others = [.. _samples.Logits.Select((_, i) => MathF.Sin(i * i))];
        _runner.Gives(_samples.Accuracy(others), others);

        Assert.That(Measure().Models.Single().Parity.Doubt, Does.EndWith("it answers as another model would"));
    }

    [Test]
    public void Images_that_are_resized_instead_of_cropped()
    {
        // Smooth ones, of which a part looks much like the whole, as pictures do.
        using var model = OnnxClassifier.Open(_samples.ModelPath);
        using var images = new SmoothImages(TargetSamples.Count, 6, Classes);
        var right = AccuracyRunner.Run(model, images, model.Normalization, keepLogits: true);
        using var squeezed = images.SqueezedTo(4);
        var wrong = AccuracyRunner.Run(model, squeezed, model.Normalization, keepLogits: true);
        _runner.Gives(_samples.Accuracy(wrong.Logits), wrong.Logits);

        var doubt = Measure(Plan with { Models = [Plan.Models[0] with { LocalLogits = right.Logits! }] }).Models.Single().Parity.Doubt;

        Assert.That(doubt, Does.StartWith("its logits differ by up to ").And.EndsWith(": it resizes, crops or normalises images otherwise, or its runtime computes otherwise"));
    }

    [TestCase("xnnpack", 2, 0, "the provider xnnpack ran none of the 2 nodes: they fell back to CPUExecutionProvider")]
    [TestCase("xnnpack", 1, 1, null)]
    [TestCase("cpu", 2, 0, null)]
    [TestCase("cuda", 0, 0, null)]
    public void A_provider_that_ran_nothing(string requested, int byCpu, int byIt, string? doubt)
    {
        var nodes = new Dictionary<string, int> { ["CPUExecutionProvider"] = byCpu, ["XnnpackExecutionProvider"] = byIt };
        var sound = _samples.Accuracy();
        _runner.Gives(sound with { Runtime = sound.Runtime with { Provider = new RunnerProvider(requested, nodes) } }, _samples.Logits);

        Assert.That(Measure().Models.Single().Parity.Doubt, Is.EqualTo(doubt));
    }

    [Test]
    public void One_that_hangs()
    {
        _runner.Does($"""[ "$1" = latency ] && sleep 600; {StandInRunner.Answering}""");

        var outcome = Measure(Plan with { TimeLimit = TimeSpan.FromSeconds(1) });

        Assert.That(outcome.Failure, Is.EqualTo("edgekd-runner hangs: it was stopped after 1 s"));
        Assert.That(File.ReadAllText(outcome.LogPath!), Does.Contain("latency"));
        Assert.That(outcome.Models, Is.Empty, "of a model of which something is missing nothing is used");
    }

    [Test]
    public void A_full_disk()
    {
        _runner.Does("echo 'edgekd-runner: /tmp/logits.bin: it cannot be written: No space left on device.' >&2; exit 1");

        Assert.That(Measure().Failure, Is.EqualTo("the runner failed: edgekd-runner: /tmp/logits.bin: it cannot be written: No space left on device"));
    }

    [Test]
    public void One_that_throttles_half_way()
    {
        _runner.Gives(_samples.Latency(256, i => i < 128 ? 4 : 6));

        var latency = Measure().Models.Single().Latency!;

        Assert.That(latency.Doubt, Is.EqualTo("the second half of the runs is 50 % slower than the first: the machine throttled or grew busy"));
        Assert.That(latency.Attempts, Is.EqualTo(3), "repeated twice before it is given up");
    }

    [Test]
    public void One_whose_clock_jumps()
    {
        var sound = _samples.Latency();
        _runner.Gives(sound with { Latency = sound.Latency! with { WallSeconds = 3600 } });

        Assert.That(Measure().Models.Single().Latency!.Doubt, Does.StartWith("the clock jumped: 3600.00 s went by on the clock of the day and 0.02 s on the monotonic one"));
    }

    [Test]
    public void One_that_answers_otherwise_while_it_is_timed()
    {
        var sound = _samples.Latency();
        RunnerSampledAnswer[] others = [.. sound.Latency!.SampledAnswers.Select((answer, i) => i == 3 ? answer with { Logits = new string('0', 16) } : answer)];
        _runner.Gives(sound with { Latency = sound.Latency with { SampledAnswers = others } });

        Assert.That(Measure().Models.Single().Latency!.Doubt, Does.StartWith("image 3 is answered otherwise while it is timed"));
    }

    [TestCase(0.5, true), TestCase(0.95, false)]
    public void One_that_remembers_its_answers(double share, bool isDoubted)
    {
        var sound = _samples.Latency();
        _runner.Gives(sound with { Latency = sound.Latency! with { Repetition = [.. Enumerable.Range(0, 8).Select(_ => new RepetitionPair(20 * share, 20))] } });

        Assert.That(Measure().Models.Single().Latency!.Doubt, isDoubted ? Does.StartWith("repeating one image takes 50 % of the time of different ones") : Is.Null);
    }

    [Test]
    public void One_that_recovers_is_measured_until_it_is_trusted()
    {
        var steady = new StandInRunner(_samples.Folder).Gives(_samples.Latency(256, _ => 4));
        _runner.Gives(_samples.Latency(256, i => i < 128 ? 4 : 6))
            .Does($"""if [ "$1" = latency ] && [ $(grep -c ^latency "$here/calls") = 2 ]; then exec {steady.Program} "$@"; fi; {StandInRunner.Answering}""");

        var latency = Measure().Models.Single().Latency!;

        Assert.That((latency.Doubt, latency.Attempts), Is.EqualTo(((string?)null, 2)));
    }

    [Test]
    public void One_that_fails_does_so_alone_and_those_of_one_machine_run_in_turn()
    {
        var turns = new Turns();
        ITarget[] targets = [new Fake("a", "", turns), new Fake("b", "board", turns, fails: true), new Fake("c", "", turns), new Fake("d", "board", turns)];
        List<string> finished = [];

        var outcomes = TargetMeasurement.Run([.. targets.Select(target => (target, Plan))], null, outcome => finished.Add(outcome.Name), CancellationToken.None);

        Assert.That(outcomes.Select(outcome => (outcome.Name, outcome.Failure)), Is.EqualTo(new (string, string?)[] { ("a", "no answer"), ("b", "lost"), ("c", "no answer"), ("d", "no answer") }));
        Assert.That(finished, Is.EquivalentTo(new[] { "a", "b", "c", "d" }));
        Assert.That(turns.Together, Is.False, "two targets of one machine ran at the same time");
    }

    private sealed class Turns
    {
        private readonly Dictionary<string, int> _running = [];

        public bool Together { get; private set; }

        public void Begin(string machine)
        {
            lock (_running)
                Together |= (_running[machine] = _running.GetValueOrDefault(machine) + 1) > 1;
        }

        public void End(string machine)
        {
            lock (_running)
                _running[machine]--;
        }
    }

    private sealed class Fake(string name, string machine, Turns turns, bool fails = false) : ITarget
    {
        public string Name => name;
        public string Kind => TargetKinds.Ssh;
        public bool IsEmulated => false;
        public string Machine => machine;

        public TargetAnswer Run(TargetJob job, IProgress<string>? progress, CancellationToken ct)
        {
            turns.Begin(machine);
            Thread.Yield();
            turns.End(machine);
            throw new TargetException(name, fails ? "lost" : "no answer");
        }

        public DeviceDescription Probe(CancellationToken ct) => throw new TargetException(name, "no answer");

        public void Dispose()
        {
        }
    }
}
