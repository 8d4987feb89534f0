using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Tests.Stages;

[TestFixture]
public class StagePlanTests
{
    private const string Minimal = """
        name: tiny
        version: 1.0.0
        seed: 7
        teacher: { model: resnet8 }
        student: { model: mobilenetv2 }

        """;

    // As they were before there were fractions of labels: what was made before is found again.
    [Test]
    public void The_data_stages_key_has_new_settings_only_where_the_recipe_has_them()
    {
        var plan = new DataStage().Plan(Settings(""));

        Assert.That(CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)), Is.EqualTo(
            """{"imageSize":0,"kind":"shapes","onDamaged":"error","seed":7,"storedSize":0,"testCount":20000,"trainCount":12000,"validationFraction":0.1}"""));
        Assert.That(plan.Outside["source"], Is.EqualTo(DataPreparation.Fingerprint(new DataOptions { Seed = RunSettings.DeriveSeed(7, "data") })));
    }

    [Test]
    public void The_data_stages_key_follows_fraction_and_unlabelled_images()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder.File("more")).FullName, "1.bmp"), [0]);
        var keys = new[] { "", "data: { trainFraction: 0.1 }", "data: { trainFraction: 0.1, unlabelled: [rest] }", "data: { unlabelled: [more] }" }
            .Select(more => new DataStage().Plan(Settings(more, folder.File("recipe.yaml"))))
            .Select(plan => CanonicalJson.Write(CanonicalJson.ToNode(plan.Settings)) + plan.Outside["source"]);

        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void Distilling_reads_the_unlabelled_part_and_training_on_labels_does_not()
    {
        const string data = "data: { trainFraction: 0.1, unlabelled: [rest] }\n";

        Assert.That(Inputs(new DistillStage(), data), Does.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new DistillStage(), data + "distill: { method: ce }"), Does.Not.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new TeacherStage(), data), Does.Not.Contain("data/unlabelled.images"));
        Assert.That(Inputs(new DistillStage(), ""), Does.Not.Contain("data/unlabelled.images"));
    }

    private static string[] Inputs(IStage stage, string more) =>
        [.. stage.Plan(Settings(more)).Inputs.Select(input => $"{input.Stage}/{input.Output}")];

    private static RunSettings Settings(string more, string path = "recipe.yaml") =>
        RunSettings.From(RecipeFile.Parse(Minimal + more, path), path, new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 });
}
