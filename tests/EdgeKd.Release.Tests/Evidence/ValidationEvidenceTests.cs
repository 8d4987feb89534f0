using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Evidence;

[TestFixture]
public class ValidationEvidenceTests
{
    [Test]
    public void WhatIsSavedIsLoaded()
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.Evidence();
        evidence.Save(folder["validation.json"]);

        var loaded = ValidationEvidence.Load(folder["validation.json"]);

        Assert.That(loaded.Labels, Is.EqualTo(evidence.Labels));
        Assert.That(loaded.Versions, Is.EqualTo(evidence.Versions));
        Assert.That(JsonFile.ToBytes(loaded), Is.EqualTo(JsonFile.ToBytes(evidence)));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void TheSameEvidenceIsTheSameBytesAndLabelsStandOnOneLine()
    {
        using var folder = new TemporaryFolder();
        Samples.Evidence().Save(folder["a.json"]);
        Samples.Evidence().Save(folder["b.json"]);

        Assert.That(File.ReadAllBytes(folder["b.json"]), Is.EqualTo(File.ReadAllBytes(folder["a.json"])));
        Assert.That(File.ReadAllLines(folder["a.json"]), Has.Length.LessThan(80));
        Assert.That(File.ReadAllText(folder["a.json"]), Does.Not.Contain("\r").And.EndsWith("}\n"));
    }

    [TestCase("name"), TestCase("version"), TestCase("profile"), TestCase("testSetSha256"), TestCase("count"), TestCase("labels"), TestCase("models")]
    [TestCase("testSetUses"), TestCase("versions"), TestCase("seed")]
    public void AMissingFieldIsNamed(string field)
    {
        var json = Json();
        json.Remove(field);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains("v.json").And.Message.Contains($"'{field}'"));
    }

    [TestCase("precision"), TestCase("top1"), TestCase("top5"), TestCase("perClassRecall"), TestCase("answers"), TestCase("latency"), TestCase("sizeBytes")]
    public void AMissingFieldOfAModelIsNamed(string field)
    {
        var json = Json();
        json["models"]![0]!.AsObject().Remove(field);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"'{field}'"));
    }

    [TestCase("p50Ms"), TestCase("p90Ms"), TestCase("p99Ms"), TestCase("runs"), TestCase("samplesMs"), TestCase("threads"), TestCase("cpu")]
    public void AMissingFieldOfLatencyIsNamed(string field)
    {
        var json = Json();
        json["models"]![0]!["latency"]!.AsObject().Remove(field);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"'{field}'"));
    }

    [TestCase("name", "\"\"", "name is empty")]
    [TestCase("profile", "\"full\"", "profile is 'full'")]
    [TestCase("count", "999", "labels has 1000 entries, but count is 999")]
    [TestCase("count", "0", "count is 0")]
    [TestCase("labels", "[]", "labels has 0 entries")]
    [TestCase("labels", "null", "labels")]
    [TestCase("testSetUses", "-1", "testSetUses is -1")]
    [TestCase("schema", "2", "schema is 2")]
    [TestCase("testSetSha256", "\"abc\"", "testSetSha256 is not 64")]
    [TestCase("models", "[]", "models is empty")]
    [TestCase("models", "[null]", "models[0] is null")]
    [TestCase("slices", "{\"dark\":[1000]}", "slices.dark holds 1000, but there are 1000 images")]
    [TestCase("slices", "{\"dark\":[-1]}", "slices.dark holds -1")]
    [TestCase("slices", "{\"dark\":[3,3]}", "slices.dark holds an image twice")]
    public void AWrongFieldIsNamed(string field, string value, string message)
    {
        var json = Json();
        json[field] = "MARK";
        var text = json.ToJsonString().Replace("\"MARK\"", value);
        Assert.That(() => Parse(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("top1", "1.0000001", "models[0].top1 is")]
    [TestCase("top1", "-0.1", "models[0].top1 is")]
    [TestCase("top1", "1e999", "top1 is")]
    [TestCase("top1", "\"NaN\"", "top1")]
    [TestCase("top1", "null", "top1")]
    [TestCase("top1", "0.91", "900 of 1000 predictions are right")]
    [TestCase("top5", "0.5", "less than top1")]
    [TestCase("sizeBytes", "0", "sizeBytes is 0")]
    [TestCase("sizeBytes", "\"12\"", "sizeBytes")]
    [TestCase("answers", "{\"top\":[0.5],\"confidence\":[],\"labelLogProbability\":[]}", "top")]
    [TestCase("answers", "{\"top\":[],\"confidence\":[],\"labelLogProbability\":[]}", "answers.confidence has 0 entries")]
    [TestCase("perClassRecall", "[]", "perClassRecall has 0 classes")]
    [TestCase("perClassRecall", "[null,null]", "perClassRecall[0]")]
    public void AWrongFieldOfAModelIsNamed(string field, string value, string message)
    {
        var json = Json();
        json["models"]![0]![field] = "MARK";
        var text = json.ToJsonString().Replace("\"MARK\"", value);
        Assert.That(() => Parse(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("p50Ms", "3", "no rising order")]
    [TestCase("p90Ms", "0", "latency.p90Ms is 0")]
    [TestCase("p99Ms", "1e999", "latency.p99Ms is")]
    [TestCase("p50Ms", "0.5", "latency.p50Ms is 0.5, but of 2000 samples 0 are less and 0 equal")]
    [TestCase("p50Ms", "1.5", "latency.p50Ms is 1.5, but of 2000 samples 1800 are less and 180 equal")]
    [TestCase("p90Ms", "2", "latency.p90Ms is 2, but of 2000 samples 1980 are less and 20 equal")]
    [TestCase("p90Ms", "1.75", "latency.p90Ms is 1.75, but of 2000 samples 1980 are less and 0 equal")]
    [TestCase("p99Ms", "2.5", "latency.p99Ms is 2.5, but of 2000 samples 2000 are less and 0 equal")]
    [TestCase("runs", "0", "latency.runs is 0")]
    [TestCase("samplesMs", "[1]", "latency.samplesMs has 1 entries, but runs is 2000")]
    [TestCase("threads", "0", "latency.threads is 0")]
    [TestCase("cpu", "\"\"", "latency.cpu is empty")]
    public void AWrongFieldOfLatencyIsNamed(string field, string value, string message)
    {
        var json = Json();
        json["models"]![0]!["latency"]![field] = "MARK";
        Assert.That(() => Parse(json.ToJsonString().Replace("\"MARK\"", value)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void ALabelOutsideTheClassesIsNamed()
    {
        var evidence = Samples.Evidence(right: 2, count: 2) with { Labels = [0, 2] };
        using var folder = new TemporaryFolder();
        Assert.That(() => evidence.Save(folder["v.json"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("labels[1] is 2"));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [TestCase(double.NaN), TestCase(double.PositiveInfinity), TestCase(-1)]
    public void WhatCannotBeMeasuredIsNotSaved(double value)
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.Evidence();
        Assert.That(() => evidence.With(model => model with { Latency = model.Latency with { P99Ms = value } }).Save(folder["v.json"]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("latency.p99Ms"));
    }

    [TestCase(""), TestCase("{"), TestCase("null"), TestCase("[]"), TestCase("{\"top1\":0.5,\"top1\":0.9}")]
    public void WhatIsNoEvidenceIsRefusedInOneLine(string json)
    {
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("v.json").And.Message.Not.Contains("\n"));
    }

    private static JsonObject Json() => JsonNode.Parse(JsonFile.ToBytes(Samples.Evidence()))!.AsObject();

    private static ValidationEvidence Parse(JsonObject json) => Parse(json.ToJsonString());

    private static ValidationEvidence Parse(string json) => ValidationEvidence.Parse(Encoding.UTF8.GetBytes(json), "v.json");
}
