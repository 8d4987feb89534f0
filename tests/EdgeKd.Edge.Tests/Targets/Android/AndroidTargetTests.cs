using System.IO.Compression;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Android;

namespace EdgeKd.Edge.Tests.Targets.Android;

/// <summary>The orchestration, with a stand-in for adb: no Android device has answered yet.</summary>
[TestFixture]
public class AndroidTargetTests
{
    private TargetSamples _samples = null!;
    private StandInRunner _runner = null!;
    private StandInAdb _adb = null!;

    [SetUp]
    public void Begin()
    {
        _samples = new TargetSamples();
        _runner = new StandInRunner(_samples.Folder).Gives(_samples.Latency()).Gives(_samples.Accuracy(), _samples.Logits);
        _adb = new StandInAdb(_samples.Folder);
    }

    [TearDown]
    public void End() => _samples.Dispose();

    private AndroidOptions Options => new() { Serial = "R58M123ABC", Adb = _adb.Program, Runner = _runner.Program, Runtime = _samples.ModelPath, Provider = "xnnpack" };

    private TargetAnswer Run(AndroidOptions? options = null)
    {
        using var target = new AndroidTarget("phone", options ?? Options);
        return target.Run(_samples.Job(), null, CancellationToken.None);
    }

    private string Fails(AndroidOptions? options = null) => Assert.Throws<TargetException>(() => Run(options))!.Problem;

    [Test]
    public void It_answers_and_leaves_nothing_behind()
    {
        Assert.That(Run().Logits, Is.EqualTo(_samples.Logits));

        Assert.That(_adb.Calls, Has.All.StartsWith("-s R58M123ABC "));
        Assert.That(_runner.Calls.Single(), Does.Match("accuracy \\S+/model.onnx --data \\S+/data.images --threads 1 --provider xnnpack --runtime \\S+/libonnxruntime.so"));
        Assert.That(Directory.GetFileSystemEntries(_adb.Device), Is.Empty);
    }

    [TestCase("echo 'adb: no devices/emulators found' >&2; exit 1", "not validated on Android: asking the device failed: adb: no devices/emulators found")]
    [TestCase("[ \"$3\" = push ] && { echo 'adb: error: failed to copy: remote No space left on device' >&2; exit 1; }", "not validated on Android: pushing edgekd-runner failed: adb: error: failed to copy: remote No space left on device")]
    [TestCase("echo hello", "not validated on Android: the device names neither its instruction set nor a folder")]
    public void What_the_device_says_is_passed_on(string says, string line)
    {
        _adb.Says(says);

        Assert.That(Fails(), Is.EqualTo(line));
    }

    [Test]
    public void A_phone_that_is_unplugged_meanwhile_is_named()
    {
        _adb.Says("""case "$4" in *accuracy*) echo "error: device 'R58M123ABC' not found" >&2; exit 1 ;; esac""");

        Assert.That(Fails(), Is.EqualTo("not validated on Android: the runner failed: error: device 'R58M123ABC' not found"));
        Assert.That(Directory.GetFileSystemEntries(_adb.Device), Is.Empty);
    }

    [Test]
    public void Without_adb_nothing_is_validated() =>
        Assert.That(Fails(Options with { Adb = "/nowhere/adb" }), Does.StartWith("not validated on Android: /nowhere/adb cannot be started: "));

    [Test]
    public void Without_a_runner_it_is_said_what_to_build() =>
        Assert.That(Fails(Options with { Runner = null }), Is.EqualTo("not validated on Android: there is no runner for Android here; build device-runtime/native with the NDK and name it by runner"));

    [TestCase("-e shell")]
    [TestCase("a b")]
    public void A_serial_number_that_would_be_an_option_is_refused(string serial) =>
        Assert.That(Fails(Options with { Serial = serial }), Does.Contain("is no serial number of a device"));

    [Test]
    public void The_library_of_the_right_instruction_set_is_taken_out_of_an_archive()
    {
        var archive = Path.Combine(_samples.Folder.Path, "onnxruntime.aar");
        using (var zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            foreach (var abi in new[] { "x86_64", "arm64-v8a" })
            {
                using var writer = new StreamWriter(zip.CreateEntry($"jni/{abi}/libonnxruntime.so").Open());
                writer.Write(abi);
            }
        }

        _runner.Does($"""cp "$(dirname "$0")/libonnxruntime.so" "$here/seen"; {StandInRunner.Answering}""");
        Run(Options with { Runtime = archive });

        Assert.That(File.ReadAllText(Path.Combine(Path.GetDirectoryName(_runner.Program)!, "seen")), Is.EqualTo("arm64-v8a"));
        Assert.That(() => AndroidArchive.Extract(archive, "armeabi-v7a", Path.Combine(_samples.Folder.Path, "out")),
            Throws.InstanceOf<InvalidDataException>().With.Message.EndsWith("it holds no jni/armeabi-v7a/libonnxruntime.so; take one with armeabi-v7a"));
    }
}
