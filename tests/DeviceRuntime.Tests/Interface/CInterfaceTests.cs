using System.Globalization;

namespace EdgeKd.DeviceRuntime.Tests.Interface;

/// <summary>edgekd.h from C: four threads share a model.</summary>
[TestFixture]
public class CInterfaceTests
{
    private static readonly SampleRelease Release = new(images: 2);

    private static readonly string Picture = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "rgb.jpg");

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [Test]
    public void Threads_get_the_answers_that_the_runner_gets()
    {
        var outcome = Run(Release.Bundle, Picture);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output);
        var classes = RunnerProcess.Run("classify", Release.Bundle, Picture, "--top", "3", "--json").Json[0].GetProperty("classes").EnumerateArray();
        Assert.That(outcome.Output.TrimEnd().Split('\n'), Is.EqualTo(classes.Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"{c.GetProperty("class").GetInt32()} {c.GetProperty("label").GetString()} {c.GetProperty("probability").GetDouble():G17}"))));
    }

    [Test]
    public void What_is_wrong_comes_as_a_result_and_one_line()
    {
        Require(1, "cannot be opened", Run(Release.Bundle, "/nowhere.jpg"));
        Require(1, "cannot be opened", Run("/nowhere.zip", Picture));
        Require(3, "it is unsigned", Run(Release.Write("1.0.0", "unsigned.zip", isSigned: false), Picture));
        Require(2, "a bare ONNX file carries no signature", Run(Release.Model, Picture));
    }

    private static void Require(int result, string message, RunnerOutcome outcome)
    {
        Assert.That(outcome.ExitCode, Is.EqualTo(result), outcome.Output);
        Assert.That(outcome.Output, Does.Contain(message).And.EndWith("\n"));
        Assert.That(outcome.Output.Count(c => c == '\n'), Is.EqualTo(1));
    }

    private static RunnerOutcome Run(string model, string picture) =>
        RunnerProcess.Start(Path.Combine(RunnerProcess.Folder, "linux-x64", "c-classify"), [Path.Combine(RunnerProcess.Folder, "linux-x64", "libonnxruntime.so"), model, Release.Key, picture], null);
}
