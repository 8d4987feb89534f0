using EdgeKd.Cli;

namespace EdgeKd.EndToEnd;

/// <summary>A quarter of the labels, and the other images without theirs.</summary>
[TestFixture]
public class UnlabelledTests
{
    private readonly TinyRecipe _recipe = new(
        data: "{ kind: shapes, trainCount: 240, testCount: 24, trainFraction: 0.5, unlabelled: [rest], augment: { horizontalFlip: true } }",
        views: ", views: 2",
        arms: "[{ name: alone, distill: { method: ce } }, { name: all }, { name: labelled, distill: { unlabelled: false } }]");

    private (int Code, string Output, string Errors) _first;

    [OneTimeSetUp]
    public void Compare() => _first = _recipe.Run("compare", "--seeds", "1");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_data_stage_packs_and_counts_them()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(_first.Output, Does.Contain("108 training, 108 unlabelled, 24 validation and 24 test images of 12 classes"));
        var path = Directory.GetFiles(_recipe.Artifacts, "unlabelled.images", SearchOption.AllDirectories).Single();
        using StringWriter output = new(), errors = new();
        Assert.That(Application.Run(["inspect", path], output, errors, CancellationToken.None), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("without labels").And.Contain("108"));
    }

    [Test]
    public void Steps_follow_from_the_images_that_a_method_uses()
    {
        // 108 labelled images make 3 batches of 32, all 216 make 6.
        var trainings = Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "distill"), "stage.json", SearchOption.AllDirectories).Length;
        Assert.That(trainings, Is.EqualTo(3));
        Assert.That(_first.Output, Does.Contain("step 3/3,").And.Contain("step 6/6,"));
        Assert.That(_first.Output.Split("method ce learns from labels alone").Length - 1, Is.EqualTo(1));
    }

    [Test]
    public void One_cache_serves_the_methods_with_and_without_them()
    {
        Assert.That(_first.Output.Split("cache     started").Length - 1, Is.EqualTo(1));
        Assert.That(_first.Output, Does.Contain("logits of 2 views of 216 images"));
    }

    [Test]
    public void A_cache_that_no_method_with_them_reads_leaves_them_out()
    {
        using var recipe = new TinyRecipe(
            data: "{ kind: shapes, trainCount: 240, testCount: 24, trainFraction: 0.5, unlabelled: [rest], augment: { horizontalFlip: true } }",
            views: ", views: 2",
            arms: "[{ name: all }, { name: labelled, distill: { unlabelled: false, train: { views: 3 } } }]");
        var (code, output, errors) = recipe.Run("compare", "--seeds", "1");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("logits of 2 views of 216 images").And.Contain("logits of 3 views of 108 images"));
    }
}
