using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Evidence;

[TestFixture]
public class TargetEvidenceTests
{
    // Of the sample's 1000 images, all of class 0, the float model answers the first 900 right. The target answers places 0, 10, ..., 990,
    // so 90 of them right, and errs on the last two of those besides.
    private static readonly int[] Places = [.. Enumerable.Range(0, 100).Select(i => 10 * i)];

    private static TargetEvidence Sound() => new()
    {
        Name = "arm",
        Kind = "qemu-arm64",
        IsEmulated = true,
        Arch = "aarch64",
        Cpu = "cortex-a76",
        OnnxRuntime = "1.30.0",
        Models =
        [
            new()
            {
                Precision = Precisions.Float32,
                Count = 100,
                Images = Places,
                Top1 = 0.88,
                Predictions = [.. Places.Select(place => place < 880 ? 0 : 1)],
                AgreementWithLocal = 0.98,
                MaxAbsoluteDifference = 0.5,
                FirstDifferentImage = 880,
                Instructions = 1.5e7,
            },
        ],
    };

    private static ValidationEvidence With(params TargetEvidence[] targets) => Samples.Evidence() with { Targets = targets };

    [Test]
    public void Is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var evidence = With(Sound(), new TargetEvidence { Name = "pi", Kind = "ssh", IsEmulated = false, Failure = "pi: no answer in 60 s" });
        evidence.Save(folder["validation.json"]);

        var loaded = ValidationEvidence.Load(folder["validation.json"]);

        Assert.That(JsonFile.ToBytes(loaded), Is.EqualTo(JsonFile.ToBytes(evidence)));
        Assert.That(loaded.Targets[0].Models[0].Places, Is.EqualTo(Places));
        Assert.That(loaded.Targets[0].Models[0].PlaceOf(99), Is.EqualTo(990));
        Assert.That(loaded.Targets[1].Failure, Does.Contain("60 s"));
    }

    [Test]
    public void Evidence_without_targets_is_that_of_before()
    {
        var json = Json(Samples.Evidence());
        json.Remove("targets");
        Assert.That(Parse(json).Targets, Is.Empty);
    }

    [TestCase("name", "\"\"", "targets[0].name is empty")]
    [TestCase("name", "\"local\"", "the machine that measures")]
    [TestCase("kind", "\"a\\u0001\"", "targets[0].kind holds a control character")]
    [TestCase("arch", "\"\"", "targets[0].arch is empty")]
    [TestCase("failure", "\"a\\nb\"", "targets[0].failure holds a control character")]
    [TestCase("models", "[]", "neither models nor a failure")]
    [TestCase("models/0", "null", "targets[0].models[0] is null")]
    [TestCase("models/0/precision", "\"fp16\"", "fp16, which was not measured")]
    [TestCase("models/0/count", "0", "count is 0 instead of 1 to 1000")]
    [TestCase("models/0/count", "1001", "count is 1001")]
    [TestCase("models/0/count", "99", "images has 100 entries, but count is 99")]
    [TestCase("models/0/images/3", "1000", "an image beyond the 1000")]
    [TestCase("models/0/images/3", "-1", "an image beyond the 1000")]
    [TestCase("models/0/images/3", "0", "names an image twice")]
    [TestCase("models/0/predictions", "[0]", "predictions has 1 entries")]
    [TestCase("models/0/predictions/5", "2", "predictions[5] is 2, but the classes are 0 to 1")]
    [TestCase("models/0/top1", "0.9", "top1 is 0.9, but 88 of 100 predictions are right")]
    [TestCase("models/0/agreementWithLocal", "1", "agreementWithLocal is 1, but 98 of 100")]
    [TestCase("models/0/firstDifferentImage", "890", "firstDifferentImage is 890, but by the predictions it is 880")]
    [TestCase("models/0/firstDifferentImage", "null", "firstDifferentImage is null")]
    [TestCase("models/0/maxAbsoluteDifference", "-1", "maxAbsoluteDifference is -1")]
    [TestCase("models/0/instructions", "0", "instructions is 0")]
    [TestCase("models/0/doubt", "\"\"", "doubt is empty")]
    public void A_wrong_field_is_named(string at, string value, string message)
    {
        var json = Json(With(Sound()));
        JsonNode parent = json["targets"]![0]!;
        var steps = at.Split('/');
        foreach (var step in steps[..^1])
            parent = (int.TryParse(step, out var index) ? parent[index] : parent[step])!;
        if (int.TryParse(steps[^1], out var last))
            parent[last] = JsonNode.Parse(value);
        else
            parent[steps[^1]] = JsonNode.Parse(value);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_target_or_a_precision_twice_and_too_many_targets_are_refused()
    {
        var sound = Sound();
        Assert.That(() => Parse(Json(With(sound, sound))), Throws.TypeOf<InvalidDataException>().With.Message.Contains("target arm stands there twice"));
        Assert.That(() => Parse(Json(With(sound with { Models = [sound.Models[0], sound.Models[0]] }))),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("fp32, which stands there twice"));
        var many = Enumerable.Range(0, TargetEvidence.MaxTargets + 1).Select(i => sound with { Name = $"t{i}" }).ToArray();
        Assert.That(() => Parse(Json(With(many))), Throws.TypeOf<InvalidDataException>().With.Message.Contains("at most 64"));
    }

    [Test]
    public void The_file_of_the_targets_belongs_to_its_test_images()
    {
        using var folder = new TemporaryFolder();
        var local = Samples.Evidence();
        var targets = new TargetsEvidence { TestSetSha256 = local.TestSetSha256, Targets = [Sound()] };
        targets.Save(folder["targets.json"], local);
        Assert.That(TargetsEvidence.Load(folder["targets.json"], local).Targets[0].Models[0].Predictions, Is.EqualTo(Sound().Models[0].Predictions));

        var others = local with { TestSetSha256 = new string('b', 64) };
        Assert.That(() => TargetsEvidence.Load(folder["targets.json"], others), Throws.TypeOf<InvalidDataException>().With.Message.Contains("targets.json: testSetSha256"));
        Assert.That(() => (targets with { Schema = 2 }).Save(folder["other.json"], local), Throws.TypeOf<InvalidDataException>().With.Message.Contains("schema is 2"));
        Assert.That(File.Exists(folder["other.json"]), Is.False);
    }

    [TestCase("p90UpperMs", "0.5", "less than p90Ms")]
    [TestCase("p90UpperMs", "7", "which is none of the samples")]
    [TestCase("imagesPerSecond", "0", "latency.imagesPerSecond is 0")]
    [TestCase("doubt", "\"\"", "latency.doubt is empty")]
    public void What_latency_says_besides_its_percentiles_is_checked(string field, string value, string message)
    {
        var json = Json(Samples.Evidence());
        json["models"]![0]!["latency"]![field] = JsonNode.Parse(value);
        Assert.That(() => Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    private static JsonObject Json(ValidationEvidence evidence) => JsonNode.Parse(JsonFile.ToBytes(evidence))!.AsObject();

    private static ValidationEvidence Parse(JsonObject json) => ValidationEvidence.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "v.json");
}
