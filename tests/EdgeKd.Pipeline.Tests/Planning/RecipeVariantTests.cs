using EdgeKd.Pipeline.Planning;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Tests.Planning;

[TestFixture]
public class RecipeVariantTests
{
    private const string Block = """
        name: tiny
        version: 1.0.0   # of the release
        teacher: { model: resnet8 }
        student:
          # why this one
          model: mobilenetv2   # small
          width: 0.5
        """;

    private const string Flow = "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: mobilenetv2 }\ndata: { kind: shapes }\n";

    private static string Edit(string text, params (string Section, string Key, string Value)[] edits)
    {
        var variant = new RecipeVariant(text, "recipe.yaml");
        foreach (var (section, key, value) in edits)
            variant.Set(section, key, value);
        return variant.ToString();
    }

    [Test]
    public void Values_are_replaced_and_all_else_stays()
    {
        var text = Edit(Block, ("student", "model", "mobilenetv3-small"), ("student", "width", "0.35"));
        Assert.That(text, Is.EqualTo(Block.Replace("mobilenetv2 ", "mobilenetv3-small ", StringComparison.Ordinal).Replace("0.5", "0.35", StringComparison.Ordinal)));
        Assert.That(RecipeFile.Parse(text, "recipe.yaml").Student.Width, Is.EqualTo(0.35));
    }

    [TestCase(Block, TestName = "In lines")]
    [TestCase(Flow, TestName = "In braces")]
    public void Keys_and_sections_that_are_not_there_are_added(string before)
    {
        var recipe = RecipeFile.Parse(Edit(before, ("student", "stem", "cifar"), ("data", "imageSize", "24"), ("validate", "threads", "2")), "recipe.yaml");
        Assert.That((recipe.Student.Model, recipe.Student.Stem, recipe.Data.ImageSize, recipe.Validate.Threads), Is.EqualTo(("mobilenetv2", "cifar", 24, 2)));
    }

    [Test]
    public void Relative_paths_start_at_the_new_folder()
    {
        const string text = "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8, checkpoint: 'weights/t.pth' }\nstudent: { model: mobilenetv2 }\ndata: { kind: image-folder, path: /images }\n";
        var moved = new RecipeVariant(text, "a/recipe.yaml").Move(Path.GetFullPath("a"), Path.GetFullPath("b/c")).ToString();
        Assert.That(moved, Is.EqualTo(text.Replace("'weights/t.pth'", "'../../a/weights/t.pth'", StringComparison.Ordinal)));
    }
}
