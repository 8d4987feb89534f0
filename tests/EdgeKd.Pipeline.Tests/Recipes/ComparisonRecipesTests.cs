using EdgeKd.Data;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Tests.Teachers.Checking;

namespace EdgeKd.Pipeline.Tests.Recipes;

/// <summary>The comparisons of methods under models/: long to train, so that an arm which cannot be built had better be known here.</summary>
[TestFixture]
public class ComparisonRecipesTests
{
    private static readonly string[] Methods = ["ce", "kd", "kd+dot", "dhkd", "srd", "gpd", "gpd+dhkd+dot"];

    private static IEnumerable<TestCaseData> Arms() =>
        from recipe in new[] { "methods-cifar10", "methods-cifar10-full" }
        from arm in Load(recipe).Compare.Arms
        select new TestCaseData(recipe, arm.Name);

    [TestCaseSource(nameof(Arms))]
    public void EveryArmCanBeBuilt(string recipe, string arm)
    {
        using var folder = new TemporaryFolder();
        using var images = new LabelledImages(10, [.. Enumerable.Range(0, 10)]);
        PackedImages.Write(images, folder.File("validation.images"));
        var options = new PipelineOptions { ArtifactsFolder = folder.File("artifacts"), DataPath = folder.File("images"), Threads = 1 };
        var settings = RunSettings.From(Load(recipe), PathOf(recipe), options);
        var distill = settings.Recipe.Compare.Arms.Single(candidate => candidate.Name == arm).Distill;
        var built = settings with { Recipe = settings.Recipe with { Distill = distill } };

        Assert.That(() => Networks.Preflight(built, folder.File("validation.images")), Throws.Nothing);
    }

    [TestCase("methods-cifar10", 12)]
    [TestCase("methods-cifar10-full", 240)]
    public void TheyHaveTheSameMethodsAtTheirOwnLength(string recipe, int epochs)
    {
        var arms = Load(recipe).Compare.Arms.Where(arm => Methods.Contains(arm.Name)).ToArray();

        Assert.That(arms.Select(arm => arm.Name), Is.EqualTo(Methods));
        Assert.That(arms.Select(arm => arm.Distill.Train.Epochs), Is.All.EqualTo(epochs));
        Assert.That(arms.Select(arm => arm.Distill.Train.LearningRate).Distinct(), Has.One.Items, "an arm has the recipe's keys but for those it names");
    }

    private static string PathOf(string recipe) => RepositoryFiles.PathOf($"models/{recipe}/recipe.yaml");

    private static Recipe Load(string recipe) => RecipeFile.Load(PathOf(recipe));
}
