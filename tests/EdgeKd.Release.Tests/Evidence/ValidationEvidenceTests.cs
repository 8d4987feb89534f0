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
        Assert.That(loaded.Predictions, Is.EqualTo(evidence.Predictions));
        Assert.That(loaded.PerClassRecall, Is.EqualTo(evidence.PerClassRecall));
        Assert.That(loaded.Versions, Is.EqualTo(evidence.Versions));
        Assert.That(loaded with { Labels = evidence.Labels, Predictions = evidence.Predictions, PerClassRecall = evidence.PerClassRecall, Versions = evidence.Versions, OtherPrecisions = evidence.OtherPrecisions },
            Is.EqualTo(evidence));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void TheSameEvidenceIsTheSameBytesAndLabelsStandOnOneLine()
    {
        using var folder = new TemporaryFolder();
        Samples.Evidence().Save(folder["a.json"]);
        Samples.Evidence().Save(folder["b.json"]);

        Assert.That(File.ReadAllBytes(folder["b.json"]), Is.EqualTo(File.ReadAllBytes(folder["a.json"])));
        Assert.That(File.ReadAllLines(folder["a.json"]), Has.Length.LessThan(60));
        Assert.That(File.ReadAllText(folder["a.json"]), Does.Not.Contain("\r").And.EndsWith("}\n"));
    }

    [TestCase("name"), TestCase("version"), TestCase("profile"), TestCase("precision"), TestCase("top1"), TestCase("top5")]
    [TestCase("count"), TestCase("perClassRecall"), TestCase("labels"), TestCase("predictions"), TestCase("latency")]
    [TestCase("sizeBytes"), TestCase("testSetUses"), TestCase("versions"), TestCase("seed")]
    public void AMissingFieldIsNamed(string field)
    {
        var json = Json();
        json.Remove(field);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains("v.json").And.Message.Contains($"'{field}'"));
    }

    [TestCase("p50Ms"), TestCase("p90Ms"), TestCase("p99Ms"), TestCase("runs"), TestCase("threads"), TestCase("cpu")]
    public void AMissingFieldOfLatencyIsNamed(string field)
    {
        var json = Json();
        json["latency"]!.AsObject().Remove(field);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"'{field}'"));
    }

    [TestCase("name", "\"\"", "name is empty")]
    [TestCase("profile", "\"full\"", "profile is 'full'")]
    [TestCase("top1", "1.0000001", "top1 is")]
    [TestCase("top1", "-0.1", "top1 is")]
    [TestCase("top1", "1e999", "top1 is")]
    [TestCase("top1", "\"NaN\"", "top1")]
    [TestCase("top1", "null", "top1")]
    [TestCase("top1", "0.91", "900 of 1000 predictions are right")]
    [TestCase("top5", "0.5", "less than top1")]
    [TestCase("count", "999", "labels has 1000 entries, but count is 999")]
    [TestCase("count", "0", "count is 0")]
    [TestCase("labels", "[]", "labels has 0 entries")]
    [TestCase("labels", "null", "labels")]
    [TestCase("predictions", "[0.5]", "predictions")]
    [TestCase("sizeBytes", "0", "sizeBytes is 0")]
    [TestCase("sizeBytes", "\"12\"", "sizeBytes")]
    [TestCase("testSetUses", "-1", "testSetUses is -1")]
    [TestCase("teacherTop1", "2", "teacherTop1 is 2")]
    [TestCase("schema", "3", "schema is 3")]
    [TestCase("otherPrecisions", "[null]", "otherPrecisions[0] is null")]
    [TestCase("perClassRecall", "[]", "perClassRecall has 0 classes")]
    [TestCase("perClassRecall", "[null,null]", "perClassRecall[0]")]
    public void AWrongFieldIsNamed(string field, string value, string message)
    {
        var json = Json();
        json[field] = "MARK";
        var text = json.ToJsonString().Replace("\"MARK\"", value);
        Assert.That(() => Parse(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("p50Ms", "3", "no rising order")]
    [TestCase("p90Ms", "0", "latency.p90Ms is 0")]
    [TestCase("p99Ms", "1e999", "latency.p99Ms is")]
    [TestCase("runs", "0", "latency.runs is 0")]
    [TestCase("threads", "0", "latency.threads is 0")]
    [TestCase("cpu", "\"\"", "latency.cpu is empty")]
    public void AWrongFieldOfLatencyIsNamed(string field, string value, string message)
    {
        var json = Json();
        json["latency"]![field] = "MARK";
        Assert.That(() => Parse(json.ToJsonString().Replace("\"MARK\"", value)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void ALabelOutsideTheClassesIsNamed()
    {
        var evidence = Samples.Evidence(right: 2, count: 2) with { Labels = [0, 2], Predictions = [0, 2] };
        using var folder = new TemporaryFolder();
        Assert.That(() => evidence.Save(folder["v.json"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("labels[1] is 2"));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [TestCase(double.NaN), TestCase(double.PositiveInfinity), TestCase(-1)]
    public void WhatCannotBeMeasuredIsNotSaved(double value)
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.Evidence();
        Assert.That(() => (evidence with { Latency = evidence.Latency with { P99Ms = value } }).Save(folder["v.json"]),
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
