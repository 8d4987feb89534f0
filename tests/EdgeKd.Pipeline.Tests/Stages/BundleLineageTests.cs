using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Tests.Stages;

[TestFixture]
public class BundleLineageTests
{
    private static string Recipe(string folder, string images, string checkpoint)
    {
        var path = Path.Combine(folder, "recipe.yaml");
        var recipe = RecipeFile.Parse($$"""
            name: tiny
            version: 1.0.0
            data: { kind: image-folder, path: {{images}} }
            teacher: { model: resnet8, checkpoint: {{checkpoint}} }
            student: { model: mobilenetv2 }
            """, path);
        return BundleLineage.RecipeOf(RunSettings.From(recipe, path, new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 }));
    }

    /// <summary>Wherever the repository was cloned to and the images lie, the same recipe is the same.</summary>
    [Test]
    public void The_recipe_of_a_bundle_names_no_place_of_the_machine()
    {
        var here = Recipe("/home/ada/models/tiny", "/data/pets", "weights/teacher.pth");
        var there = Recipe("/srv/ci/tiny", "images", "weights/teacher.pth");

        Assert.That(there, Is.EqualTo(here));
        Assert.That(here, Does.Contain("\"checkpoint\":\"weights/teacher.pth\"").And.Not.Contain("ada").And.Not.Contain("/data"));
        Assert.That(Recipe("/home/ada/models/tiny", "/data/pets", "/home/ada/teacher.pth"), Does.Contain("\"checkpoint\":\"teacher.pth\"").And.Not.Contain("ada"));
    }

    [Test]
    public void Neither_the_roots_of_a_manifest_nor_the_folder_of_its_lock_are_named()
    {
        string Of(string folder, string root) => BundleLineage.RecipeOf(RunSettings.From(RecipeFile.Parse($$"""
            name: tiny
            version: 1.0.0
            data: { kind: manifest, path: {{root}}/images.csv, roots: [{{root}}], lock: data.lock }
            teacher: { model: resnet8 }
            student: { model: mobilenetv2 }
            """, Path.Combine(folder, "recipe.yaml")), Path.Combine(folder, "recipe.yaml"), new PipelineOptions { ArtifactsFolder = "artifacts", Threads = 1 }));

        Assert.That(Of("/home/ada/tiny", "/data/pets"), Is.EqualTo(Of("/srv/tiny", "photos")).And.Contains("\"lock\":\"data.lock\"").And.Not.Contains("pets"));
    }

    [Test]
    public void Another_setting_is_another_recipe() =>
        Assert.That(Recipe("/a", "x", "teacher.pth"), Is.Not.EqualTo(Recipe("/a", "x", "other.pth")));
}
