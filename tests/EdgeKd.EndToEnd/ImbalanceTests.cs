using System.Text.Json.Nodes;

namespace EdgeKd.EndToEnd;

/// <summary>A long tail, mixed images and their kept answers: samplers and class weights side by side.</summary>
[TestFixture]
public class ImbalanceTests
{
    private readonly TinyRecipe _recipe = new(
        data: "{ kind: shapes, trainCount: 480, testCount: 24, longTail: 18, augment: { horizontalFlip: true, mixup: { alpha: 1 }, cutmix: {} } }",
        views: ", views: 2",
        arms: "[{ name: shuffled }, { name: balanced, distill: { train: { sampler: balanced, selectBy: balanced } } }, "
            + "{ name: weighted, distill: { method: dhkd, train: { classWeights: { kind: inverse } } } }]");

    private (int Code, string Output, string Errors) _first;

    [OneTimeSetUp]
    public void Compare() => _first = _recipe.Run("compare", "--seeds", "1");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_data_stage_notes_the_imbalance_and_every_training_its_weakest_classes()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(_first.Output, Does.Contain("data: the classes hold from 2 (").And.Contain("to 36 ("));
        Assert.That(_first.Output.Split("distill: balanced accuracy").Length - 1, Is.EqualTo(3));
    }

    [Test]
    public void One_cache_of_mixed_images_serves_every_sampler()
    {
        Assert.That(_first.Output.Split("cache     started").Length - 1, Is.EqualTo(1));
        Assert.That(_recipe.Figures("distill").Select(figures => (string?)figures["teacher"]), Is.EqualTo(new[] { "recalled", "recalled", "recalled" }));
    }

    [Test]
    public void Every_training_tells_its_classes_apart()
    {
        var files = Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "distill"), "classes.json", SearchOption.AllDirectories);
        Assert.That(files, Has.Length.EqualTo(3));
        var classes = JsonNode.Parse(File.ReadAllText(files[0]))!.AsArray();
        Assert.That(classes.Select(one => (int)one!["trainingImages"]!), Is.Ordered.Descending);
        Assert.That(classes.Select(one => (int)one!["validationImages"]!), Is.All.EqualTo(4), "validation keeps its images");
        Assert.That(classes.Select(one => (double)one!["validationTop1"]!), Is.All.InRange(0, 1));
    }

    [Test]
    public void The_table_says_that_top1_is_the_balanced_accuracy() =>
        Assert.That(File.ReadAllText(Path.Combine(_recipe.Artifacts, "compare", "tiny", "compare.md")), Does.Contain("so that top-1 is the balanced accuracy"));
}
