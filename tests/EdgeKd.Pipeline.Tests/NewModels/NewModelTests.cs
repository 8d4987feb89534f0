using System.Text.Json.Nodes;
using EdgeKd.Pipeline.NewModels;
using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Schemas;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.NewModels;

[TestFixture]
public class NewModelTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>A folder of images: 30 training and 10 test images of each class.</summary>
    private string Images(params string[] classes)
    {
        foreach (var (part, count) in new[] { ("train", 30), ("test", 10) })
        {
            foreach (var name in classes)
            {
                var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "images", part, name)).FullName;
                for (var i = 0; i < count; i++)
                    File.Copy(RepositoryFiles.PathOf("tests/EdgeKd.Data.Tests/Fixtures/rgb.bmp"), Path.Combine(folder, $"{i}.bmp"));
            }
        }
        return _folder.File("images");
    }

    private NewModelOptions Options(params string[] classes) =>
        new() { Folder = _folder.File("flowers"), DataPath = Images(classes is [] ? ["daisy", "rose"] : classes) };

    private static JsonNode Rule(string policy, string metric, string? against) => YamlNodes.ToJson(policy)!["rules"]!.AsArray()
        .Single(rule => (string?)rule!["metric"] == metric && (string?)rule["against"] == against)!;

    [Test]
    public void Recipe_and_policy_are_written_and_fit_their_schemas()
    {
        var result = NewModel.Create(Options(), CancellationToken.None);

        var recipe = RecipeFile.Load(result.RecipePath);
        Assert.That((recipe.Name, recipe.Student.Model, recipe.Teacher.Model), Is.EqualTo(("flowers", "mobilenetv2", "resnet20")));
        Assert.That(recipe.Data.Path, Is.EqualTo(_folder.File("images")));
        Assert.That(recipe.Gate.Policy, Is.EqualTo(result.PolicyPath));
        Assert.That(PolicyFile.Load(result.PolicyPath).Policy.Rules, Has.Count.EqualTo(8));
        Assert.That(SchemaValidator.Mistakes(ConfigurationSchema.Text("recipe"), File.ReadAllText(result.RecipePath)).Single(), Is.Empty);
        Assert.That(SchemaValidator.Mistakes(ConfigurationSchema.Text("policy"), File.ReadAllText(result.PolicyPath)).Single(), Is.Empty);
        Assert.That(result.Notes, Has.Some.Contains("54 training, 6 validation and 20 test images of 2 classes").And.Some.Contains("decide little"));
    }

    [Test]
    public void Schemas_are_written_beside_where_no_repository_has_them()
    {
        var result = NewModel.Create(Options(), CancellationToken.None);

        Assert.That(result.Written.Select(path => Path.GetFileName(path)),
            Is.EqualTo(new[] { "recipe.yaml", "policy.yaml", "recipe.schema.json", "policy.schema.json" }));
        Assert.That(File.ReadLines(result.RecipePath).First(), Is.EqualTo("# yaml-language-server: $schema=recipe.schema.json"));
        Assert.That(File.ReadAllText(_folder.File("flowers/policy.schema.json")), Is.EqualTo(ConfigurationSchema.Text("policy")));
    }

    [Test]
    public void The_schemas_of_a_repository_are_named()
    {
        Directory.CreateDirectory(_folder.File("docs/schemas"));
        foreach (var name in ConfigurationSchema.Names)
            File.WriteAllText(_folder.File($"docs/schemas/{ConfigurationSchema.FileName(name)}"), "{}");

        var result = NewModel.Create(Options() with { Folder = _folder.File("models/flowers") }, CancellationToken.None);

        Assert.That(result.Written, Has.Count.EqualTo(2));
        Assert.That(File.ReadLines(result.PolicyPath).First(), Is.EqualTo("# yaml-language-server: $schema=../../docs/schemas/policy.schema.json"));
    }

    [TestCase("recipe.yaml")]
    [TestCase("policy.yaml")]
    public void Nothing_is_overwritten(string name)
    {
        var options = Options();
        Directory.CreateDirectory(options.Folder);
        File.WriteAllText(Path.Combine(options.Folder, name), "mine");

        Assert.That(() => NewModel.Create(options, CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"{name} is there already and is not overwritten; name another folder"));
        Assert.That(Directory.GetFiles(options.Folder), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(options.Folder, name)), Is.EqualTo("mine"));
    }

    [Test]
    public void Margins_follow_from_the_test_images()
    {
        var policy = File.ReadAllText(NewModel.Create(Options(), CancellationToken.None).PolicyPath);

        Assert.That((double)Rule(policy, "top1", "released")["margin"]!, Is.EqualTo(DefaultMargin.Points(20)));
        Assert.That((double)Rule(policy, "top1", "float")["margin"]!, Is.EqualTo(DefaultMargin.Points(20, 0.01)));
        Assert.That((double)Rule(policy, "top1", null)["atLeast"]!, Is.EqualTo(0.75), "half of the way from chance, one of two");
        Assert.That(policy, Does.Contain("sqrt(0.03 / 20)"));
    }

    [TestCase(10_000_000, 1.0, true)]
    [TestCase(3_000_000, 0.5, true)]
    [TestCase(1_100_000, 0.25, true)]
    [TestCase(900_000, 0.5, false)]
    [TestCase(500_000, 0.25, false)]
    public void The_student_is_as_wide_as_the_target_allows(long size, double width, bool isFloat)
    {
        var result = NewModel.Create(Options() with { TargetSizeBytes = size }, CancellationToken.None);

        var policy = File.ReadAllText(result.PolicyPath);
        Assert.That(RecipeFile.Load(result.RecipePath).Student.Width, Is.EqualTo(width));
        Assert.That((long)Rule(policy, "sizeBytes", null)["atMost"]!, Is.EqualTo(size));
        Assert.That((string?)YamlNodes.ToJson(policy)!["require"], Is.EqualTo(isFloat ? "all" : "any"));
    }

    [Test]
    public void A_target_that_nothing_fits_is_an_error() =>
        Assert.That(() => NewModel.Create(Options() with { TargetSizeBytes = 1_000 }, CancellationToken.None),
            Throws.ArgumentException.With.Message.Contains("takes about"));

    [Test]
    public void A_teacher_of_ones_own_is_named_from_the_recipes_folder()
    {
        File.WriteAllText(_folder.File("it's a.onnx"), "");
        var onnx = NewModel.Create(Options() with { Teacher = _folder.File("it's a.onnx") }, CancellationToken.None);

        Assert.That(File.ReadAllText(onnx.RecipePath), Does.Contain("  onnx: '../it''s a.onnx'"));
        Assert.That(RecipeFile.Load(onnx.RecipePath).Teacher.Onnx, Is.EqualTo(_folder.File("it's a.onnx")));
    }

    [TestCase("resnet18", "0.4850, 0.4560, 0.4060")]
    [TestCase("resnet20", null)]
    public void Weights_for_large_images_bring_their_normalisation(string model, string? mean)
    {
        File.WriteAllText(_folder.File("weights.pth"), "");
        var result = NewModel.Create(Options() with { Teacher = _folder.File("weights.pth"), TeacherModel = model }, CancellationToken.None);

        var recipe = RecipeFile.Load(result.RecipePath);
        Assert.That((recipe.Teacher.Model, recipe.Teacher.Checkpoint), Is.EqualTo((model, _folder.File("weights.pth"))));
        Assert.That(File.ReadAllText(result.RecipePath), mean is null ? Does.Not.Contain("ImageNet's") : Does.Contain(mean));
    }

    [TestCase("resnet21", null, "did you mean 'resnet20'?")]
    [TestCase("none.pth", null, "there is no such file")]
    [TestCase("none.pth", "resnet18", "there is no such file")]
    [TestCase("w.pth", null, "say of which network of the zoo they are with --teacher-model")]
    [TestCase("w.pth", "resnet19", "--teacher-model 'resnet19' is none of the networks")]
    [TestCase("t.onnx", "resnet18", "leave it out")]
    [TestCase(null, "resnet18", "give their file with --teacher")]
    public void A_teacher_that_cannot_be_is_one_line(string? teacher, string? model, string message)
    {
        foreach (var name in new[] { "w.pth", "t.onnx" })
            File.WriteAllText(_folder.File(name), "");
        var options = Options() with { Teacher = teacher is null || !Path.HasExtension(teacher) ? teacher : _folder.File(teacher), TeacherModel = model };

        Assert.That(() => NewModel.Create(options, CancellationToken.None),
            Throws.ArgumentException.With.Message.Contains(message).And.Message.Not.Contains("\n"));
        Assert.That(options.Folder, Does.Not.Exist);
    }

    [TestCase("My Flowers!", "my-flowers")]
    [TestCase("...", "my-model")]
    public void The_name_is_the_folders_made_fit(string folder, string name) =>
        Assert.That(RecipeFile.Load(NewModel.Create(Options() with { Folder = _folder.File($"x/{folder}") }, CancellationToken.None).RecipePath).Name, Is.EqualTo(name));

    [Test]
    public void A_name_that_cannot_be_one_is_refused_before_anything_is_written()
    {
        var options = Options() with { Name = "../up" };

        Assert.That(() => NewModel.Create(options, CancellationToken.None), Throws.TypeOf<RecipeException>().With.Message.Contains("name must be"));
        Assert.That(options.Folder, Does.Not.Exist);
    }

    // The names of folders are whatever a data set came with.
    [Test]
    public void Class_names_cannot_write_into_the_recipe()
    {
        var result = NewModel.Create(Options("daisy\nprofile: release\n#", "rose: [x", "tulip'"), CancellationToken.None);

        Assert.That(RecipeFile.Load(result.RecipePath).Profile, Is.EqualTo("quick"));
    }

    [TestCase(500, 60)]
    [TestCase(45_000, 6)]
    [TestCase(1_000_000, 5)]
    public void Epochs_make_about_as_many_steps(int images, int epochs)
    {
        var survey = Data.FolderSurvey.Take(Images("a", "b"), CancellationToken.None) with { TrainCount = images };

        Assert.That(NewModelPlan.Of(Options("c", "d"), survey).Epochs, Is.EqualTo(epochs));
    }

    [TestCase(16, 16, 16)]
    [TestCase(28, 28, 28)]
    [TestCase(32, 32, 32)]
    [TestCase(63, 48, 48)]
    [TestCase(100, 96, 109)]
    [TestCase(500, 224, 256)]
    public void The_image_size_is_a_usual_one_that_enlarges_no_half_of_the_images(int shorterSide, int imageSize, int storedSize)
    {
        var survey = Data.FolderSurvey.Take(Images("a", "b"), CancellationToken.None) with { MedianShorterSide = shorterSide };
        var plan = NewModelPlan.Of(Options("c", "d"), survey);

        Assert.That((plan.ImageSize, plan.StoredSize), Is.EqualTo((imageSize, storedSize)));
    }
}
