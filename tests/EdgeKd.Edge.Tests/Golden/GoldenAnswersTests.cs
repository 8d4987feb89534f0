using System.Text.Json.Nodes;

namespace EdgeKd.Edge.Tests.Golden;

[TestFixture]
public class GoldenAnswersTests
{
    private static GoldenAnswers Sound() => new()
    {
        Count = 2,
        Data = GoldenAnswers.ImagesFileName,
        Precisions = new Dictionary<string, GoldenPrecision> { ["int8"] = new([[1, 0], [0, 1]], 0.5), ["fp32"] = new([[1.25f, 0.1f], [-3e-8f, 1]], 1e-4) },
    };

    [Test]
    public void What_is_written_is_read_and_the_same_answers_are_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["golden.json"], Sound().ToBytes());
        var read = GoldenAnswers.Load(folder["golden.json"]);
        Assert.That(read.Precisions["fp32"].Logits, Is.EqualTo(Sound().Precisions["fp32"].Logits));
        Assert.That(read.Precisions["int8"].Tolerance, Is.EqualTo(0.5));
        Assert.That(read.ToBytes(), Is.EqualTo(Sound().ToBytes()));
        var json = JsonNode.Parse(File.ReadAllText(folder["golden.json"]))!;
        Assert.That(((int)json["schema"]!, (int)json["count"]!, (string)json["data"]!), Is.EqualTo((1, 2, "golden.images")));
        Assert.That(json["precisions"]!.AsObject().Select(entry => entry.Key), Is.EqualTo(new[] { "fp32", "int8" }));
    }

    [TestCase("\"schema\":1", "\"schema\":2", "schema is 2")]
    [TestCase("\"count\":2", "\"count\":3", "has 2 rows, but count is 3")]
    [TestCase("\"count\":2", "\"count\":0", "count is 0")]
    [TestCase("golden.images", "../images", "data is not golden.images")]
    [TestCase("1.25", "1e99", "golden.json")]
    [TestCase("[1.25,0.1]", "[1.25]", "rows of other lengths")]
    [TestCase("[1.25,0.1]", "null", "fp32 has no logits")]
    [TestCase("\"tolerance\":0.5", "\"tolerance\":0", "precisions.int8.tolerance is not")]
    [TestCase("\"tolerance\":0.5", "\"tolerance\":\"big\"", "golden.json")]
    [TestCase("{\"schema\"", "{\"schema\":1,\"schema\"", "golden.json")]
    public void What_is_not_sound_is_refused_in_one_line(string from, string to, string message)
    {
        using var folder = new TemporaryFolder();
        var text = System.Text.Encoding.UTF8.GetString(Sound().ToBytes());
        Assert.That(text, Does.Contain(from));
        File.WriteAllText(folder["golden.json"], text.Replace(from, to, StringComparison.Ordinal));
        Assert.That(() => GoldenAnswers.Load(folder["golden.json"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void Tolerances_are_as_their_derivation_says()
    {
        float[][] logits = [[4, -2, 0], [1, 3, -1]];
        Assert.That(GoldenTolerance.OfFloat(logits), Is.EqualTo(4e-4).Within(1e-12));
        Assert.That(GoldenTolerance.OfHalf(logits), Is.EqualTo(0.125));
        Assert.That(GoldenTolerance.OfIntegers(logits, logits), Is.EqualTo(4 * 6.0 / 255).Within(1e-12), "four steps of a range of 6");
        Assert.That(GoldenTolerance.OfIntegers(logits, [[4, -2, 0.25f], [1, 3, -1]]), Is.EqualTo(0.5), "twice what saturates here");
        Assert.That(GoldenTolerance.OfFloat([[0, 0]]), Is.GreaterThan(0));
    }
}
