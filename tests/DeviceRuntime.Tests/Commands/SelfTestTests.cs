using System.Text.Json;

namespace EdgeKd.DeviceRuntime.Tests.Commands;

/// <summary>A release's golden images, through every model that it holds.</summary>
[TestFixture]
public class SelfTestTests
{
    private static readonly SampleRelease Release = new(images: 2);

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [Test]
    public void A_sound_release_passes_with_every_model()
    {
        var json = RunnerProcess.Run("selftest", Release.Bundle, "--key", Release.Key).Json;
        Assert.That(json.GetProperty("passed").GetBoolean(), Is.True);
        Assert.That(json.GetProperty("images").GetInt32(), Is.EqualTo(SampleRelease.GoldenImages));
        Assert.That(json.GetProperty("precisions").EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "fp32", "int8" }));
        foreach (var precision in json.GetProperty("precisions").EnumerateObject())
            Assert.That(precision.Value.GetProperty("maxAbsoluteDifference").GetDouble(), Is.LessThan(1e-5));
    }

    [Test]
    public void A_logit_that_differs_is_refused_and_told()
    {
        var outcome = RunnerProcess.Run("selftest", Release.Write("1.0.0", "wrong.zip", golden: Release.GoldenJson(off: 0.25f))).Require(3, "the int8 model answers golden image 3", "differs by 0.25", "0.0001");
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.That(json.GetProperty("passed").GetBoolean(), Is.False);
        Assert.That(json.GetProperty("precisions").GetProperty("fp32").GetProperty("passed").GetBoolean(), Is.True);
    }

    [Test]
    public void A_release_without_golden_images_is_refused() =>
        RunnerProcess.Run("selftest", Release.Write("1.0.0", "without.zip", golden: [])).Require(3, "it carries no golden images");

    [TestCase("{}", "missing schema"), TestCase("{\"schema\":2}", "schema is not 1"), TestCase("{\"schema\":1,\"count\":0}", "count is not 1 to 1024"), TestCase("[1", "no sound JSON"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"../test\"}", "is no file of the bundle"), TestCase("{\"schema\":1,\"schema\":1}", "stands twice"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"golden.images\",\"precisions\":{\"fp32\":{\"logits\":[[1,2,3,4,5,6]],\"tolerance\":1}}}", "logits has 1 rows"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"golden.images\",\"precisions\":{\"fp32\":{\"logits\":[[1,2]],\"tolerance\":1}}}", "it has 2 logits"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"golden.images\",\"precisions\":{\"fp32\":{\"logits\":[],\"tolerance\":-1}}}", "tolerance is below 0"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"golden.images\",\"precisions\":{}}", "missing fp32"),
     TestCase("{\"schema\":1,\"count\":8,\"data\":\"model.fp32.onnx\",\"precisions\":{\"fp32\":{\"logits\":[[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,6],[1,2,3,4,5,1e999]],\"tolerance\":1}}}", "number")]
    public void Golden_answers_that_are_none_are_told(string json, string message) =>
        RunnerProcess.Run("selftest", Release.Write("1.0.0", "bad.zip", golden: System.Text.Encoding.UTF8.GetBytes(json))).Require(1, message);

    [Test]
    public void Json_that_nests_too_deep_is_refused() =>
        RunnerProcess.Run("selftest", Release.Write("1.0.0", "deep.zip", golden: System.Text.Encoding.UTF8.GetBytes(new string('[', 100000)))).Require(1, "nested more than 16 deep");
}
