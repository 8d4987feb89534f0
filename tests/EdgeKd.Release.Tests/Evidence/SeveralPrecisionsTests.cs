using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Evidence;

[TestFixture]
public class SeveralPrecisionsTests
{
    [Test]
    public void What_is_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.TwoPrecisions();
        evidence.Save(folder["v.json"]);

        var loaded = ValidationEvidence.Load(folder["v.json"]);

        Assert.That(loaded.Precisions.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8" }));
        var (int8, saved) = (loaded.OtherPrecisions[0], evidence.OtherPrecisions[0]);
        Assert.That(int8.Predictions, Is.EqualTo(saved.Predictions));
        Assert.That(int8.Steps, Is.EqualTo(saved.Steps));
        Assert.That(int8 with { Predictions = saved.Predictions, PerClassRecall = saved.PerClassRecall, Steps = saved.Steps }, Is.EqualTo(saved));
        Assert.That(int8.AgainstFloat, Is.EqualTo(PairedEvidence.Of(evidence.Labels, evidence.Predictions, saved.Predictions)));
        Assert.That((loaded.Top1, loaded.SizeBytes, loaded.Precision), Is.EqualTo((0.9, 1000L, "fp32")), "a reader of one model finds the float model");
    }

    [Test]
    public void Evidence_of_schema_1_is_that_of_one_precision()
    {
        var json = JsonNode.Parse(JsonFile.ToBytes(Samples.Evidence()))!.AsObject();
        json["schema"] = 1;
        Assert.That(json.Remove("otherPrecisions"));

        var evidence = ValidationEvidence.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "v.json");

        Assert.That(evidence.Precisions.Select(model => (model.Precision, model.Top1, model.SizeBytes)), Is.EqualTo(new[] { ("fp32", 0.9, 1000L) }));
    }

    [TestCase("precision", "\"fp32\"", "the precision fp32 stands there twice")]
    [TestCase("precision", "\"\"", "otherPrecisions[0].precision is empty")]
    [TestCase("top1", "0.9", "otherPrecisions[0].top1 is 0.9, but 897 of 1000 predictions are right")]
    [TestCase("top5", "0.1", "otherPrecisions[0].top5 is 0.1, less than top1")]
    [TestCase("predictions", "[0]", "otherPrecisions[0].predictions has 1 entries")]
    [TestCase("perClassRecall", "[]", "otherPrecisions[0].perClassRecall has 0 classes")]
    [TestCase("sizeBytes", "0", "otherPrecisions[0].sizeBytes is 0")]
    [TestCase("floatIslands", "-1", "otherPrecisions[0].floatIslands is -1")]
    [TestCase("steps", "[\"a\\nb\"]", "otherPrecisions[0].steps[0] holds a control character")]
    [TestCase("againstFloat", "null", "otherPrecisions[0].againstFloat is not what the predictions give")]
    public void A_wrong_field_of_a_precision_is_named(string field, string value, string message)
    {
        var json = JsonNode.Parse(JsonFile.ToBytes(Samples.TwoPrecisions()))!;
        json["otherPrecisions"]![0]![field] = JsonNode.Parse(value);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("differencePoints"), TestCase("lowerPoints"), TestCase("upperPoints"), TestCase("agreement"), TestCase("mcNemarMidP")]
    [TestCase("onlyThisRight"), TestCase("onlyFloatRight")]
    public void A_difference_that_the_predictions_do_not_give_is_refused(string field)
    {
        var json = JsonNode.Parse(JsonFile.ToBytes(Samples.TwoPrecisions()))!;
        var difference = json["otherPrecisions"]![0]!["againstFloat"]!;
        difference[field] = (double)difference[field]! + 1;
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains("againstFloat"));
    }

    private static ValidationEvidence Parse(JsonNode json) => ValidationEvidence.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "v.json");
}
