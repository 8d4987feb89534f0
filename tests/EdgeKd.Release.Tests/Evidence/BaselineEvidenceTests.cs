using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Evidence;

[TestFixture]
public class BaselineEvidenceTests
{
    private static BaselineEvidence Sound() => new()
    {
        Version = "1.0.0",
        TestSetSha256 = new string('a', 64),
        AskedAgain = false,
        Models =
        [
            new()
            {
                Precision = Precisions.Float32,
                Answers = Samples.Answers([.. Enumerable.Range(0, 1000).Select(i => i < 900 ? 0 : 1)]),
                SizeBytes = 1000,
                Blocks =
                [
                    new()
                    {
                        Target = BundleTarget.Local,
                        Candidate = [new(32, 1, 1.5, 4096), new(32, 1.25, 1.25)],
                        Baseline = [new(32, 1, 2), new(32, 0.75, 1)],
                        Doubt = "the machine was busy",
                    },
                ],
            },
        ],
    };

    [Test]
    public void Is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, BaselineEvidence.FileName);
        Sound().Save(path);

        var read = BaselineEvidence.Load(path);

        Assert.That(read.Models[0].Blocks[0].Candidate, Is.EqualTo(Sound().Models[0].Blocks[0].Candidate));
        Assert.That(read.Models[0].Answers.Top, Is.EqualTo(Sound().Models[0].Answers.Top));
        var again = Path.Combine(folder.Path, "again.json");
        read.Save(again);
        Assert.That(File.ReadAllBytes(again), Is.EqualTo(File.ReadAllBytes(path)));
        Assert.That(() => read.RequireBeside(Samples.Evidence(), path), Throws.Nothing);
    }

    [TestCase("schema", "2", "schema is 2")]
    [TestCase("version", "\" \"", "version is empty")]
    [TestCase("testSetSha256", "\"AB\"", "testSetSha256")]
    [TestCase("models/0", "null", "null")]
    [TestCase("models/0/precision", "\"a\\u0007\"", "control character")]
    [TestCase("models/0/sizeBytes", "0", "models[0].sizeBytes is 0")]
    [TestCase("models/0/answers/top", "[0,1,0]", "has 3 entries")]
    [TestCase("models/0/answers/confidence/0", "1.5", "models[0].answers.confidence")]
    [TestCase("models/0/answers/labelLogProbability/0", "1", "models[0].answers.labelLogProbability holds")]
    [TestCase("models/0/answers/labelLogProbability", "[]", "models[0].answers.labelLogProbability has 0")]
    [TestCase("models/0/answers/top/0", "-1", "below 0")]
    [TestCase("models/0/blocks/0", "null", "models[0].blocks[0] is null")]
    [TestCase("models/0/blocks/0/target", "\"\"", "models[0].blocks[0].target is empty")]
    [TestCase("models/0/blocks/0/doubt", "\"\\n\"", "models[0].blocks[0].doubt")]
    [TestCase("models/0/blocks/0/candidate", "[]", "0 blocks of the candidate and 2 of the baseline")]
    [TestCase("models/0/blocks/0/candidate/1", "null", "models[0].blocks[0].candidate[1] is null")]
    [TestCase("models/0/blocks/0/candidate/0/runs", "0", "candidate[0].runs is 0")]
    [TestCase("models/0/blocks/0/baseline/0/medianMs", "0", "baseline[0].medianMs is 0")]
    [TestCase("models/0/blocks/0/baseline/0/medianMs", "1e999", "medianMs")]
    [TestCase("models/0/blocks/0/baseline/0/medianMs", "3", "more than p90Ms")]
    [TestCase("models/0/blocks/0/candidate/0/peakBytes", "0", "candidate[0].peakBytes is 0")]
    public void Refuses_a_file_with_one_thing_wrong(string at, string value, string message)
    {
        var json = Json();
        var parent = (JsonNode)json;
        var steps = at.Split('/');
        foreach (var step in steps[..^1])
            parent = (int.TryParse(step, out var index) ? parent[index] : parent[step])!;
        if (int.TryParse(steps[^1], out var last))
            parent[last] = JsonNode.Parse(value);
        else
            parent[steps[^1]] = JsonNode.Parse(value);

        Assert.That(() => BaselineEvidence.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "baseline.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("baseline.json: ").And.Message.Contains(message));
    }

    [Test]
    public void Refuses_more_pairs_than_can_be_looked_at()
    {
        BlockEvidence[] blocks = [.. Enumerable.Repeat(new BlockEvidence(32, 1, 1), PairedBlocksEvidence.MaxPairs + 1)];
        var sound = Sound();
        var many = sound with { Models = [sound.Models[0] with { Blocks = [new() { Target = "local", Candidate = blocks, Baseline = blocks }] }] };
        using var folder = new TemporaryFolder();
        Assert.That(() => many.Save(Path.Combine(folder.Path, "baseline.json")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("1001 blocks"));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void Refuses_a_precision_or_a_target_twice()
    {
        var (sound, name) = (Sound(), "baseline.json");
        using var folder = new TemporaryFolder();
        var model = sound.Models[0];
        Assert.That(() => (sound with { Models = [model, model] }).Save(Path.Combine(folder.Path, name)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("fp32 stands there twice"));
        Assert.That(() => (sound with { Models = [model with { Blocks = [model.Blocks[0], model.Blocks[0]] }] }).Save(Path.Combine(folder.Path, name)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("target local twice"));
    }

    [Test]
    public void Refuses_what_was_measured_beside_another_candidate()
    {
        var (sound, candidate) = (Sound(), Samples.Evidence());
        void Refused(BaselineEvidence baseline, string message) => Assert.That(() => baseline.RequireBeside(candidate, "baseline.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains("stage baseline"));

        Refused(sound with { TestSetSha256 = new string('b', 64) }, "testSetSha256");
        Refused(sound with { Models = [sound.Models[0] with { Precision = Precisions.Float16 }] }, "fp16, which the candidate has not");
        Refused(sound with { Models = [sound.Models[0] with { Answers = Samples.Answers([0, 1]) }] }, "2 images, but the candidate answered 1000");
        Refused(sound with { Models = [sound.Models[0] with { Answers = sound.Models[0].Answers with { Top = [.. Enumerable.Repeat(2, 2000)] } }] }, "the classes are 0 to 1");
    }

    private static JsonObject Json()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, BaselineEvidence.FileName);
        Sound().Save(path);
        return JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }
}
