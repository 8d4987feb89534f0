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

        Assert.That(loaded.Models.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8" }));
        var (int8, saved) = (loaded.Models[1], evidence.Models[1]);
        Assert.That(int8.Answers.Predictions, Is.EqualTo(saved.Answers.Predictions));
        Assert.That(int8.Steps, Is.EqualTo(saved.Steps));
        Assert.That(int8 with { Answers = saved.Answers, Latency = saved.Latency, PerClassRecall = saved.PerClassRecall, Steps = saved.Steps }, Is.EqualTo(saved));
        Assert.That(int8.AgainstFloat, Is.EqualTo(PairedEvidence.Of(evidence.Labels, evidence.FloatModel.Answers.Predictions, saved.Answers.Predictions)));
        Assert.That((loaded.FloatModel.Top1, loaded.FloatModel.SizeBytes), Is.EqualTo((0.9, 1000L)));
    }

    [TestCase("precision", "\"fp32\"", "the precision fp32 stands there twice")]
    [TestCase("precision", "\"\"", "models[1].precision is empty")]
    [TestCase("top1", "0.9", "models[1].top1 is 0.9, but 897 of 1000 predictions are right")]
    [TestCase("top5", "0.1", "models[1].top5 is 0.1, less than top1")]
    [TestCase("answers", "{\"top\":[0],\"confidence\":[1],\"labelLogProbability\":[0]}", "models[1].answers.confidence has 1 entries")]
    [TestCase("perClassRecall", "[]", "models[1].perClassRecall has 0 classes")]
    [TestCase("sizeBytes", "0", "models[1].sizeBytes is 0")]
    [TestCase("floatIslands", "-1", "models[1].floatIslands is -1")]
    [TestCase("steps", "[\"a\\nb\"]", "models[1].steps[0] holds a control character")]
    [TestCase("againstFloat", "null", "models[1].againstFloat is not what the predictions give")]
    public void A_wrong_field_of_a_precision_is_named(string field, string value, string message)
    {
        var json = JsonNode.Parse(JsonFile.ToBytes(Samples.TwoPrecisions()))!;
        json["models"]![1]![field] = JsonNode.Parse(value);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("differencePoints"), TestCase("lowerPoints"), TestCase("upperPoints"), TestCase("agreement"), TestCase("mcNemarMidP")]
    [TestCase("onlyThisRight"), TestCase("onlyFloatRight")]
    public void A_difference_that_the_predictions_do_not_give_is_refused(string field)
    {
        var json = JsonNode.Parse(JsonFile.ToBytes(Samples.TwoPrecisions()))!;
        var difference = json["models"]![1]!["againstFloat"]!;
        difference[field] = (double)difference[field]! + 1;
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains("againstFloat"));
    }

    private static ValidationEvidence Parse(JsonNode json) => ValidationEvidence.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "v.json");
}
