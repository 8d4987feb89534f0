namespace EdgeKd.DeviceRuntime.Tests.Commands;

/// <summary>What the command line takes, and that bad input costs one line and an exit code.</summary>
[TestFixture]
public class CommandLineTests
{
    private static readonly SampleRelease Release = new(images: 4);

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [TestCase("accuracy"), TestCase("latency"), TestCase("blocks"), TestCase("classify"), TestCase("selftest"), TestCase("install"), TestCase("rollback"), TestCase("probe")]
    public void Every_command_explains_itself_with_an_example(string command)
    {
        var outcome = RunnerProcess.Run(command, "--help");
        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Output, Does.Contain($"Example:\n  edgekd-runner {command}"));
        Assert.That(RunnerProcess.Run("--help").Output, Does.Contain($"  {command} "));
    }

    [TestCase("There is no command 'fly'", "fly")]
    [TestCase("There is no option --fast", "accuracy", "m", "--fast")]
    [TestCase("--data needs a value", "accuracy", "m", "--data")]
    [TestCase("--limit stands there twice", "accuracy", "m", "--limit", "1", "--limit=2")]
    [TestCase("--progress takes no value", "accuracy", "m", "--progress=yes")]
    [TestCase("0 words were given", "accuracy")]
    [TestCase("2 words were given", "accuracy", "a", "b")]
    [TestCase("Give --data or --images", "accuracy", "m")]
    [TestCase("--key is missing", "install", "b.zip", "--to", "f")]
    [TestCase("--to is missing", "rollback")]
    public void Wrong_usage_ends_with_2_and_one_line(string message, params string[] arguments) => RunnerProcess.Run(arguments).Require(2, message);

    [TestCase("--threads", "0"), TestCase("--threads", "two"), TestCase("--limit", "0"), TestCase("--limit", "99999999999999999999"), TestCase("--affinity", "x"), TestCase("--affinity", "9999"),
     TestCase("--provider", "abacus"), TestCase("--threads", "")]
    public void A_value_out_of_range_is_wrong_usage(string option, string value) => RunnerProcess.Run("accuracy", Release.Model, "--data", Release.Data, option, value).Require(2);

    [Test]
    public void What_is_not_there_is_named()
    {
        RunnerProcess.Run("accuracy", "/nowhere/model.onnx", "--data", Release.Data).Require(1, "/nowhere/model.onnx: it cannot be opened");
        RunnerProcess.Run("accuracy", Release.Model, "--data", "/nowhere/test.ekdimg").Require(1, "/nowhere/test.ekdimg: it cannot be opened");
        RunnerProcess.Run("accuracy", Release.Model, "--data", Release.Data, "--runtime", "/nowhere/lib.so").Require(1, "/nowhere/lib.so: the library cannot be loaded");
        RunnerProcess.Run("accuracy", Release.Model, "--data", Release.Data, "--out", "/nowhere/result.json").Require(1, "/nowhere/result.json");
        RunnerProcess.Run("classify", Release.Model, "/nowhere/cat.jpg").Require(1, "/nowhere/cat.jpg");
        RunnerProcess.Run("accuracy", Release.Model, "--images", Release["nothing-here"]).Require(1, "nothing-here");
    }

    [Test]
    public void A_pipe_or_a_folder_instead_of_a_file_is_no_reason_to_wait()
    {
        RunnerProcess.Run("accuracy", Release.Model, "--data", "/dev/null").Require(1, "it is no regular file");
        RunnerProcess.Run("accuracy", "/dev/zero", "--data", Release.Data).Require(1, "it is no regular file");
    }

    [Test]
    public void Names_of_others_stay_on_their_line() =>
        RunnerProcess.Run("classify", Release.Model, "a\nb\u001b[31m.jpg").Require(1);

    [Test]
    public void Probe_tells_what_the_machine_is()
    {
        var json = RunnerProcess.Run("probe").Json;
        Assert.That(json.GetProperty("device").GetProperty("cores").GetInt32(), Is.EqualTo(Environment.ProcessorCount));
        Assert.That(json.GetProperty("device").GetProperty("memoryBytes").GetInt64(), Is.GreaterThan(1 << 28));
        Assert.That(json.GetProperty("onnxRuntime").GetString(), Does.StartWith("1."));
        Assert.That(RunnerProcess.Run("--version").Output, Is.EqualTo("0.1.0\n"));
    }
}
