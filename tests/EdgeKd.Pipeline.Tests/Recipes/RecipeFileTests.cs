using EdgeKd.Models;
using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Pipeline.Tests.Recipes;

[TestFixture]
public class RecipeFileTests
{
    private const string Minimal = """
        name: tiny
        version: 1.0.0
        teacher: { model: resnet8 }
        student: { model: mobilenetv2 }

        """;

    [Test]
    public void Keys_left_out_have_their_defaults()
    {
        var recipe = RecipeFile.Parse(Minimal, "r.yaml");

        Assert.That(recipe.Seed, Is.EqualTo(1));
        Assert.That(recipe.Profile, Is.EqualTo("quick"));
        Assert.That(recipe.Data, Is.EqualTo(new DataSection { Normalize = recipe.Data.Normalize }));
        Assert.That(recipe.Distill.Temperature, Is.EqualTo(4));
        Assert.That(recipe.Quantize.Int8, Is.False);
        Assert.That(recipe.Compare.Arms, Is.Empty);
    }

    [Test]
    public void Every_network_of_the_zoo_can_be_teacher_and_student()
    {
        foreach (var name in ModelZoo.Names)
        {
            var recipe = RecipeFile.Parse($"name: tiny\nversion: 1.0.0\nteacher: {{ model: {name} }}\nstudent: {{ model: {name} }}\n", "r.yaml");
            Assert.That((recipe.Teacher.Model, recipe.Student.Model, recipe.Student.Stem), Is.EqualTo((name, name, (string?)null)));
        }
    }

    [Test]
    public void Every_kind_of_value_is_read()
    {
        var recipe = RecipeFile.Parse(Minimal + """
            seed: 42
            data:
              trainCount: 1_200
              trainFraction: 0.1
              unlabelled: [rest, ../more]
              normalize: { mean: [0.1, 0.2, 0.3] }
              augment: { horizontalFlip: true, randomResizedCrop: { scaleMin: 0.5 } }
            distill:
              ceWeight: 1
              train: { emaDecay: 0.99, schedule: { kind: step, milestones: [2, 3] } }
            gate: { maxSizeBytes: 2_000_000, minTop1: }
            """, "r.yaml");

        Assert.That(recipe.Seed, Is.EqualTo(42));
        Assert.That(recipe.Data.TrainCount, Is.EqualTo(1200));
        Assert.That(recipe.Data.TrainFraction, Is.EqualTo(0.1));
        Assert.That(recipe.Data.Unlabelled, Is.EqualTo(new[] { "rest", "../more" }));
        Assert.That(recipe.Data.Normalize.Mean, Is.EqualTo(new[] { 0.1, 0.2, 0.3 }));
        Assert.That(recipe.Data.Augment.HorizontalFlip, Is.True);
        Assert.That(recipe.Data.Augment.RandomResizedCrop!.ScaleMin, Is.EqualTo(0.5));
        Assert.That(recipe.Data.Augment.RandomResizedCrop.ScaleMax, Is.EqualTo(1));
        Assert.That(recipe.Distill.CeWeight, Is.EqualTo(1));
        Assert.That(recipe.Distill.Train.EmaDecay, Is.EqualTo(0.99));
        Assert.That(recipe.Distill.Train.Schedule.Milestones, Is.EqualTo(new[] { 2, 3 }));
        Assert.That(recipe.Gate.MaxSizeBytes, Is.EqualTo(2_000_000));
        Assert.That(recipe.Gate.MinTop1, Is.Null);
    }

    [Test]
    public void Labels_are_a_map_or_a_file_of_one()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("labels.yaml"), "kitten: cat\n7: drop\n");
        var recipe = folder.File("recipe.yaml");
        const string inline = "data: { kind: manifest, path: images.csv, roots: photos, labels: { kitten: cat, 7: drop } }";

        var read = RecipeFile.Parse(Minimal + inline, recipe).Data;
        Assert.That(read.Labels, Is.EqualTo(new Dictionary<string, string> { ["kitten"] = "cat", ["7"] = "drop" }));
        Assert.That(read.Roots, Is.EqualTo(new[] { folder.File("photos") }));
        Assert.That(RecipeFile.Parse(Minimal + "data: { kind: manifest, labels: labels.yaml }", recipe).Data.Labels, Is.EqualTo(read.Labels));

        File.WriteAllText(folder.File("labels.yaml"), "kitten: cat\nlist: [a]\n");
        Assert.That(() => RecipeFile.Parse(Minimal + "data: { kind: manifest, labels: labels.yaml }", recipe),
            Throws.TypeOf<RecipeException>().With.Message.EqualTo($"{folder.File("labels.yaml")}:2: data.labels wants a word on each side, such as kitten: cat"));
        Assert.That(() => RecipeFile.Parse(Minimal + "data: { kind: manifest, labels: nowhere.yaml }", recipe),
            Throws.TypeOf<RecipeException>().With.Message.EqualTo($"{folder.File("nowhere.yaml")}: there is no such map; correct data.labels in {recipe}"));
    }

    [TestCase("", 17)]
    [TestCase("export: { input: pixels }", 18)]
    [TestCase("export: { input: pixels, opset: 21 }", 21)]
    [TestCase("export: { opset: 13 }", 13)]
    public void The_operator_set_follows_the_input_where_it_is_left_out(string export, int opset) =>
        Assert.That(RecipeFile.Parse(Minimal + export + "\n", "r.yaml").Export.ResolvedOpset, Is.EqualTo(opset));

    // Arms stand above distill here on purpose: the order of sections in the file must not matter.
    [Test]
    public void An_arm_changes_only_the_keys_that_it_names()
    {
        var recipe = RecipeFile.Parse("""
            compare:
              arms:
                - { name: alone, distill: { method: ce } }
                - { name: kd }
                - { name: hot, distill: { temperature: 8, train: { epochs: 9 } } }
            """ + "\n" + Minimal + "distill: { temperature: 6, train: { epochs: 3, batchSize: 64 } }\n", "r.yaml");

        var (alone, kd, hot) = (recipe.Compare.Arms[0].Distill, recipe.Compare.Arms[1].Distill, recipe.Compare.Arms[2].Distill);
        Assert.That(kd, Is.EqualTo(recipe.Distill));
        Assert.That(alone, Is.EqualTo(recipe.Distill with { Method = "ce" }));
        Assert.That(hot, Is.EqualTo(recipe.Distill with { Temperature = 8, Train = recipe.Distill.Train with { Epochs = 9 } }));
        Assert.That(recipe.Distill.Train.Epochs, Is.EqualTo(3), "the recipe's own section stays as it was");
    }

    [Test]
    public void Paths_start_at_the_recipe()
    {
        var recipe = RecipeFile.Parse(Minimal + "data: { kind: image-folder, path: ../images }\n", "/some/models/tiny/recipe.yaml");

        Assert.That(recipe.Data.Path, Is.EqualTo("/some/models/images"));
    }

    [TestCase("models/mobilenetv2-shapes/recipe.yaml")]
    [TestCase("models/mobilenetv2-cifar10/recipe.yaml")]
    public void The_products_recipes_are_right(string path)
    {
        var recipe = RecipeFile.Load(RepositoryFiles.PathOf(path));

        Assert.That(recipe.Name, Is.EqualTo(Path.GetFileName(Path.GetDirectoryName(path))));
        Assert.That(recipe.Compare.Arms, Has.Count.GreaterThanOrEqualTo(2));
        Assert.That(PolicyFile.Load(recipe.Gate.Policy!).Policy.Rules, Has.Count.GreaterThan(5));
    }

    [Test]
    public void Any_text_is_a_recipe_or_one_line_of_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            try
            {
                RecipeFile.Parse(text.Get, "r.yaml");
                return true;
            }
            catch (RecipeException e)
            {
                return !e.Message.Contains('\n');
            }
        }).QuickCheckThrowOnFailure();
}
