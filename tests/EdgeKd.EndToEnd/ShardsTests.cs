using System.Text.Json.Nodes;
using EdgeKd.Cli;

namespace EdgeKd.EndToEnd;

/// <summary>A recipe's images are written as shards, and a recipe that reads those and keeps them encoded ships the same student.</summary>
[TestFixture]
public class ShardsTests
{
    private const string Augment = "shuffleBuffer: 120, shardSamples: 50, augment: { cropPadding: 2, horizontalFlip: true } }";

    private readonly TinyRecipe _generated = new(data: "{ kind: shapes, trainCount: 480, testCount: 240, " + Augment, views: ", views: 2");
    private readonly TinyRecipe _sharded = new(data: "{ kind: shards, path: shards, keep: encoded, " + Augment, views: ", views: 2");
    private (int Code, string Output, string Errors) _written, _shipped;

    [OneTimeSetUp]
    public void Ship()
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(
            ["data", "shard", "--recipe", _generated.RecipePath, "--out", Path.Combine(_sharded.Folder, "shards"), "--samples", "50"], output, errors, CancellationToken.None);
        _written = (code, output.ToString(), errors.ToString());
        _shipped = _sharded.Run("ship");
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _generated.Dispose();
        _sharded.Dispose();
    }

    [Test]
    public void The_command_says_what_it_wrote()
    {
        Assert.That((_written.Code, _written.Errors), Is.EqualTo((0, "")));
        Assert.That(_written.Output, Does.Contain("train: 432 images in 9 shards").And.Contain("validation: 48 images in 1 shards").And.Contain("test: 240 images in 5 shards"));
    }

    [Test]
    public void The_student_is_the_one_of_the_generated_images()
    {
        Assert.That((_shipped.Code, _shipped.Errors), Is.EqualTo((0, "")));
        Assert.That(_generated.Run("distill").Code, Is.Zero);
        foreach (var file in new[] { "teacher.safetensors", "distilled.safetensors" })
            Assert.That(Digest(_sharded, file), Is.EqualTo(Digest(_generated, file)), file);
    }

    [Test]
    public void Nothing_of_the_training_part_is_packed()
    {
        Assert.That(Directory.GetFiles(_sharded.Artifacts, "train.*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)), Is.EqualTo(new[] { "train.list" }));
        Assert.That(_shipped.Output, Does.Contain("logits of 2 views of 432 images"), "the cache was made of encoded images, too");
    }

    [Test]
    public void Another_run_finds_all_of_it()
    {
        var again = _sharded.Run("distill", "--json");
        var stages = JsonNode.Parse(again.Output)!["stages"]!.AsArray();
        Assert.That(stages.Select(stage => (bool)stage!["cached"]!), Is.All.True);
    }

    private static string Digest(TinyRecipe recipe, string file) =>
        StoredOutputs.Deterministic(Path.Combine(recipe.Artifacts, "tiny")).Single(output => output.Key.EndsWith('/' + file)).Value;
}
