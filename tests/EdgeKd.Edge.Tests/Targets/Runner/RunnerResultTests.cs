using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Tests.Targets.Runner;

/// <summary>What a device sends is hostile until checked: every field that can be wrong, wrong once.</summary>
[TestFixture]
public class RunnerResultTests
{
    private TargetSamples _samples = null!;

    [OneTimeSetUp]
    public void Begin() => _samples = new TargetSamples();

    [OneTimeTearDown]
    public void End() => _samples.Dispose();

    private string? Fault(TargetMode mode, Action<JsonObject> change)
    {
        var json = (JsonObject)JsonNode.Parse(TargetSamples.ToJson(mode == TargetMode.Accuracy ? _samples.Accuracy() : _samples.Latency()))!;
        change(json);
        try
        {
            return RunnerResultChecks.FaultOf(RunnerResultReader.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())), RunnerExpectation.Of(_samples.Job(mode)));
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    [TestCase(TargetMode.Accuracy)]
    [TestCase(TargetMode.Latency)]
    public void A_sound_result_has_no_fault(TargetMode mode) => Assert.That(Fault(mode, _ => { }), Is.Null);

    [Test]
    public void What_is_not_known_yet_is_passed_over() => Assert.That(Fault(TargetMode.Accuracy, json => json["later"] = 1), Is.Null);

    [TestCase("schema", "2", "its result has schema 2")]
    [TestCase("mode", "\"latency\"", "it gave the result of mode 'latency' instead of accuracy")]
    [TestCase("model.sha256", "\"0000000000000000000000000000000000000000000000000000000000000000\"", "it ran another model than was sent: SHA-256 0000000000000000...")]
    [TestCase("model.file", "\"a\\u001b[2Jb\"", "model.file is not 1 to 256 printable characters")]
    [TestCase("data.sha256", "null", "it answered other images than were sent: digest none")]
    [TestCase("data.count", "23", "it used 23 images instead of 24")]
    [TestCase("runtime.threads", "4", "it ran on 4 thread(s) instead of 1")]
    [TestCase("runtime.onnxRuntime", "\"1.30\\n\"", "runtime.onnxRuntime is not 1 to 256 printable characters")]
    [TestCase("runtime.provider.nodes.CPUExecutionProvider", "-1", "runtime.provider.nodes.CPUExecutionProvider is -1")]
    [TestCase("device.cores", "0", "device.cores is 0")]
    [TestCase("device.cpu", "\"\"", "device.cpu is not 1 to 256 printable characters")]
    [TestCase("loadMs", "-1", "loadMs is -1 instead of a time")]
    [TestCase("peakMemoryBytes", "0", "peakMemoryBytes is 0")]
    [TestCase("answers", "null", "it gave no answers")]
    [TestCase("answers", "[]", "it gave 0 answers to 24 images")]
    [TestCase("answers.3", "null", "answers[3] is null")]
    [TestCase("answers.3.top", "[0,1,2,3,7]", "answers[3].top is not 5 different classes of 0 to 6")]
    [TestCase("answers.3.top", "[0,1,2,3,3]", "answers[3].top is not 5 different classes of 0 to 6")]
    [TestCase("answers.3.top", "[0]", "answers[3].top is not 5 different classes of 0 to 6")]
    [TestCase("answers.3.score", "0", "answers[3].score is 0 instead of a share above 0")]
    [TestCase("answers.3.score", "1e999", "answers[3].score is Infinity")]
    [TestCase("answers.3.labelLogProbability", "0.5", "answers[3].labelLogProbability is 0.5")]
    [TestCase("answers.3.logits", "\"00\"", "answers[3].logits is not 16 lower-case hex digits")]
    [TestCase("device", "null", "its result is no JSON of the kind that runners write")]
    [TestCase("loadMs", "\"3\"", "its result is no JSON of the kind that runners write")]
    public void A_wrong_field_of_an_accuracy_run_is_named(string at, string value, string fault) =>
        Assert.That(Fault(TargetMode.Accuracy, json => Put(json, at, value)), Does.StartWith(fault));

    [TestCase("latency", "null", "it gave no latency")]
    [TestCase("latency.inferenceMs", "[]", "latency.inferenceMs has 0 runs")]
    [TestCase("latency.endToEndMs", "[1]", "latency.endToEndMs has 1 runs, and inferenceMs 16")]
    [TestCase("latency.images", "[1]", "latency.images has 1 runs, and inferenceMs 16")]
    [TestCase("latency.inferenceMs.2", "0", "run 2 took 0 ms")]
    [TestCase("latency.inferenceMs.2", "1.5", "run 2 took 1.5 ms of inference and 1.12 ms in all")]
    [TestCase("latency.images.2", "24", "latency.images[2] is 24 of 24 images")]
    [TestCase("latency.monotonicSeconds", "0", "latency.monotonicSeconds is 0")]
    [TestCase("latency.monotonicSeconds", "0.01", "its runs add up to 17.75 ms, more than the 0.01 s that they took")]
    [TestCase("latency.sampledAnswers", "[]", "latency.sampledAnswers is empty")]
    [TestCase("latency.sampledAnswers.0.image", "-1", "latency.sampledAnswers[0] is not an image")]
    [TestCase("latency.frequencyKhz", "[1000]", "latency.frequencyKhz is not two frequencies")]
    [TestCase("latency.repetition", """[{"repeatedMs":1,"differentMs":0}]""", "latency.repetition[0] is not one of at most 1024 pairs of times")]
    [TestCase("latency.repetition", "[null]", "latency.repetition[0] is not one of at most 1024 pairs of times")]
    [TestCase("latency.temperatureMilliC", "[1,2,3]", "latency.temperatureMilliC is not two temperatures")]
    public void A_wrong_field_of_a_latency_run_is_named(string at, string value, string fault) =>
        Assert.That(Fault(TargetMode.Latency, json => Put(json, at, value)), Does.StartWith(fault));

    [Test]
    public void Logits_have_to_be_those_of_the_answers()
    {
        var answers = _samples.Accuracy().Answers!;
        var bytes = TargetSamples.Bytes(_samples.Logits);
        float[] other = [.. _samples.Logits], infinite = [.. _samples.Logits];
        other[TargetSamples.Classes] += 0.001f;
        infinite[0] = float.PositiveInfinity;

        Assert.That(RunnerLogits.Read(bytes, answers, TargetSamples.Classes), Is.EqualTo(_samples.Logits));
        Assert.That(() => RunnerLogits.Read(bytes.AsSpan(4), answers, TargetSamples.Classes), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("its logits are 668 bytes instead of 672 for 24 images of 7 classes"));
        Assert.That(() => RunnerLogits.Read(TargetSamples.Bytes(other), answers, TargetSamples.Classes), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("the logits of image 1 are not those that it answered with"));
        Assert.That(() => RunnerLogits.Read(TargetSamples.Bytes(infinite), answers, TargetSamples.Classes), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("a logit of image 0 is "));
    }

    [Test]
    public void Any_cut_off_result_is_refused_in_one_line()
    {
        var json = TargetSamples.ToJson(_samples.Latency());

        for (var length = 0; length < json.Length; length += 7)
        {
            var part = json.AsSpan(0, length).ToArray();
            var error = Assert.Throws<InvalidDataException>(() => RunnerResultReader.Parse(part))!;
            Assert.That(error.Message.Split('\n'), Has.Length.EqualTo(1));
        }
    }

    private static void Put(JsonObject json, string at, string value)
    {
        JsonNode node = json;
        var names = at.Split('.');
        foreach (var name in names[..^1])
            node = node is JsonArray items ? items[int.Parse(name)]! : node[name]!;
        // A number beyond a double's range cannot be parsed into a node, so it is put in as text.
        JsonNode? put = value == "1e999" ? JsonValue.Create(JsonDocument.Parse(value).RootElement) : JsonNode.Parse(value);
        if (node is JsonArray array)
            array[int.Parse(names[^1])] = put;
        else
            node[names[^1]] = put;
    }
}
