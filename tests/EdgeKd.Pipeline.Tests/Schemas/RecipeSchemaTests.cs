using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Schemas;

namespace EdgeKd.Pipeline.Tests.Schemas;

/// <summary>Another implementation's validator finds by the schema what our reader finds, and lets pass what it takes.</summary>
[TestFixture]
public class RecipeSchemaTests
{
    private const string Minimal = "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: mobilenetv2 }\n";

    private static readonly string[] Right =
    [
        "",
        "seed: 42\ndata:\n  trainCount: 1_200\n  trainFraction: 0.1\n  unlabelled: [rest, 7]\n  normalize: { mean: [0.1, 0.2, 0.3] }",
        "distill: { ceWeight: 1, train: { emaDecay: 0.99, learningRate: 1e-3, schedule: { kind: step, milestones: [2, 3] } } }",
        "gate: { maxSizeBytes: 2_000_000, minTop1: }",
        "compare: { reference: kd, arms: [{ name: ce, distill: { method: ce } }, { name: kd }] }",
        "data: { augment: { randomResizedCrop: { scaleMin: 0.5 }, randAugment: { operations: 2 } } }",
        "quantize: { int8: true, tuning: { epochs: 0 } }",
        "data: { kind: manifest, path: images.csv, roots: photos, labels: { kitten: cat, 7: drop }, classes: [cat, 8], split: by group, testFraction: 0.3, lock: data.lock }",
        "data: { kind: manifest, roots: [photos, more] }",
        "distill: { stopEpoch: ~, train: { nesterov: null } }",
        "validate: { targets: [{ name: local }, { name: arm, kind: qemu-arm64, cpu: cortex-a72, images: 1_000 }, { name: pi, kind: ssh, host: pi@10.0.0.7, port: 22, identity: ~/.ssh/id }] }",
    ];

    // What is wrong, and where and by which keyword the schema says so.
    private static readonly (string Recipe, string Mistake)[] Wrong =
    [
        ("distil: {}", ": additionalProperties: "),
        ("distill: { tempreature: 4 }", "distill: additionalProperties: "),
        ("distill: { train: { epoch: 4 } }", "distill.train: additionalProperties: "),
        ("distill: { train: { epochs: 0 } }", "distill.train.epochs: minimum: "),
        ("distill: { train: { epochs: 10_001 } }", ""), // grouped digits are a word to YAML 1.2, so only the reader knows their size
        ("distill: { train: { epochs: 10001 } }", "distill.train.epochs: maximum: "),
        ("distill: { train: { epochs: 2.5 } }", "distill.train.epochs: type: "),
        ("distill: { train: { epochs: many } }", "distill.train.epochs: pattern: "),
        ("distill: { method: kdd }", "distill.method: enum: "),
        ("distill: { train: { nesterov: yes } }", "distill.train.nesterov: type: "),
        ("distill: { temperature: }", "distill.temperature: type: "),
        ("distill: kd", "distill: type: "),
        ("distill:", "distill: type: "),
        ("data: { normalize: { mean: 0.5 } }", "data.normalize.mean: type: "),
        ("data: { normalize: { mean: [0.5, 0.5, 2] } }", "data.normalize.mean.2: maximum: "),
        ("data: { kind: manifest, split: by camera }", "data.split: enum: "),
        ("data: { kind: manifest, labels: [a] }", "data.labels: "),
        ("data: { augment: { randomErasing: } }", "data.augment.randomErasing: type: "),
        ("compare: { arms: [{ distill: { method: ce } }] }", "compare.arms.0: required: "),
        ("compare: { arms: [{ name: a, distill: { train: { epochs: 0 } } }] }", "compare.arms.0.distill.train.epochs: minimum: "),
        ("export: { opset: 12 }", "export.opset: minimum: "),
        ("gate: { maxSizeBytes: 2MB }", "gate.maxSizeBytes: pattern: "),
        ("quantize: { enabled: true }", "quantize: additionalProperties: "),
        ("validate: { targets: [{ kind: web }] }", "validate.targets.0: required: "),
        ("validate: { targets: [{ name: w, kind: wob }] }", "validate.targets.0.kind: enum: "),
    ];

    private static readonly string Schema = ConfigurationSchema.Text("recipe");

    private static string[] RecipesOfTheRepository() =>
        [.. Directory.EnumerateFiles(RepositoryFiles.PathOf("models"), "recipe.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Test]
    public void Recipes_that_the_reader_takes_have_no_mistake()
    {
        string[] recipes = [.. Right.Select(more => $"{Minimal}{more}\n"), .. RecipesOfTheRepository().Select(File.ReadAllText)];
        foreach (var recipe in recipes)
            Assert.That(() => RecipeFile.Parse(recipe, "r.yaml"), Throws.Nothing);

        Assert.That(SchemaValidator.Mistakes(Schema, recipes).SelectMany(mistakes => mistakes), Is.Empty);
    }

    [Test]
    public void Mistakes_are_found_where_they_are()
    {
        var found = SchemaValidator.Mistakes(Schema, [.. Wrong.Select(wrong => $"{Minimal}{wrong.Recipe}\n")]);

        Assert.Multiple(() =>
        {
            foreach (var ((recipe, mistake), mistakes) in Wrong.Zip(found))
            {
                Assert.That(() => RecipeFile.Parse($"{Minimal}{recipe}\n", "r.yaml"), Throws.TypeOf<RecipeException>(), recipe);
                Assert.That(mistakes, mistake.Length > 0 ? Has.Count.EqualTo(1).And.Some.StartWith(mistake) : Is.Empty, recipe);
            }
        });
    }

    [Test]
    public void What_every_recipe_needs_is_required() =>
        Assert.That(SchemaValidator.Mistakes(Schema, "name: tiny\nversion: 1.0.0\nteacher: {}\n").Single(),
            Is.EqualTo(new[] { ": required: 'student' is a required property" }));

    [Test]
    public void A_network_that_is_not_in_the_zoo_is_a_mistake() =>
        Assert.That(SchemaValidator.Mistakes(Schema, Minimal.Replace("resnet8", "resnet9", StringComparison.Ordinal)).Single(),
            Has.Count.EqualTo(1).And.Some.StartWith("teacher.model: enum: "));

    [Test]
    public void Every_configuration_names_its_schema_in_line_1()
    {
        string[] files = [.. RecipesOfTheRepository(), .. Directory.EnumerateFiles(RepositoryFiles.PathOf("models"), "policy.yaml", SearchOption.AllDirectories)];

        Assert.That(files, Has.Length.GreaterThanOrEqualTo(7));
        foreach (var file in files)
        {
            var schema = RepositoryFiles.PathOf($"docs/schemas/{ConfigurationSchema.FileName(Path.GetFileNameWithoutExtension(file))}");
            Assert.That(File.ReadLines(file).First(), Is.EqualTo(ConfigurationSchema.FirstLine(Path.GetRelativePath(Path.GetDirectoryName(file)!, schema))), file);
            Assert.That(schema, Does.Exist);
        }
    }
}
