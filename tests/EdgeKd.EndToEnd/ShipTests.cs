using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Data;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

[TestFixture]
public class ShipTests
{
    private readonly TinyRecipe _recipe = new();
    private (int Code, string Output, string Errors) _first;

    private string Bundle => Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip");

    private string StageFolder(string stage) => Directory.GetDirectories(Path.Combine(_recipe.Artifacts, "tiny", stage)).First();

    private ValidationEvidence Evidence() => ValidationEvidence.Load(Path.Combine(StageFolder("validate"), ValidationEvidence.FileName));

    private static string Cli(string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        Assert.That(Application.Run(arguments, output, errors, CancellationToken.None), Is.Zero, errors.ToString());
        return output.ToString();
    }

    [OneTimeSetUp]
    public void Ship() => _first = _recipe.Run("ship");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_first_run_ships_a_bundle()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(_first.Output, Does.Contain("first release").And.Contain(Bundle));
        using var bundle = BundleReader.Open(Bundle);
        Assert.That(bundle.Manifest.Files.Select(file => file.Path), Is.EqualTo(new[]
        {
            "gate.json", "golden.images", "golden.json", "model.fp32.onnx", "policy.json", "recipe.json", "reference.json", "sbom.cdx.json", "validation.json", "verdict.json",
        }));
        Assert.That((bundle.Manifest.Name, bundle.Manifest.Version, bundle.Manifest.Profile), Is.EqualTo(("tiny", "1.2.3", "quick")));
        Assert.That(bundle.Manifest.Labels, Has.Count.EqualTo(12));
        Assert.That(bundle.Manifest.Lineage!.RecipeSha256, Is.EqualTo(bundle.Manifest.Files.Single(file => file.Path == Lineage.RecipeFileName).Sha256));
        Assert.That(bundle.Manifest.Lineage.TestSetSha256, Is.EqualTo(Evidence().TestSetSha256));
    }

    /// <summary>The reference describes the validation images, on which the test set's answers say nothing.</summary>
    [Test]
    public void The_bundle_holds_statistics_of_the_validation_images()
    {
        using var bundle = BundleReader.Open(Bundle);
        var reference = ReferenceStatistics.Parse(bundle.Read(ReferenceStatistics.FileName), "reference.json");
        using var images = PackedImages.Open(Path.Combine(StageFolder("data"), DataPreparation.ValidationFile));

        Assert.That(reference.ImagesSha256, Is.EqualTo(bundle.Manifest.Lineage!.ValidationSetSha256));
        Assert.That(reference.LabelCounts, Is.EqualTo(Enumerable.Range(0, 12).Select(k => Enumerable.Range(0, images.Count).Count(i => images.LabelOf(i) == k))));
        Assert.That(reference.Features!.Mean, Has.Count.GreaterThan(12));
        Assert.That(reference.Features.StandardDeviation, Has.Some.GreaterThan(0));
    }

    [Test]
    public void A_second_run_runs_no_stage_and_leaves_the_bundle_alone()
    {
        var written = File.GetLastWriteTimeUtc(Bundle);

        var (code, output, _) = _recipe.Run("ship");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Not.Contain("started").And.Contain("nothing changed"));
        Assert.That(File.GetLastWriteTimeUtc(Bundle), Is.EqualTo(written));
    }

    [Test]
    public void Json_is_all_that_the_output_holds()
    {
        var (code, output, _) = _recipe.Run("ship", "--json");

        var json = JsonNode.Parse(output)!;
        Assert.That(code, Is.Zero);
        Assert.That(json["stages"]!.AsArray().Select(stage => (string)stage!["stage"]!),
            Is.EquivalentTo(new[] { "data", "preflight", "teacher", "distill", "extract", "export", "quantize", "validate", "gate", "report", "package" }));
        Assert.That((string)json["verdict"]!["outcome"]!, Is.EqualTo("pass"));
        Assert.That((string)json["bundle"]!, Is.EqualTo(Bundle));
    }

    [Test]
    public void A_damaged_bundle_in_the_ship_folder_is_delivered_again()
    {
        var good = File.ReadAllBytes(Bundle);
        File.WriteAllText(Bundle, "damaged");

        Assert.That(_recipe.Run("package").Code, Is.Zero);

        Assert.That(File.ReadAllBytes(Bundle), Is.EqualTo(good));
    }

    [Test]
    public void The_test_set_was_used_once()
    {
        var counts = JsonNode.Parse(File.ReadAllText(Path.Combine(_recipe.Artifacts, "test-uses.json")))!.AsObject();

        Assert.That(counts.Select(count => (int)count.Value!), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void The_bundle_can_be_inspected_and_its_model_evaluated()
    {
        Assert.That(Cli(["inspect", Bundle]), Does.Contain("tiny").And.Contain("1.2.3").And.Contain("model.fp32.onnx").And.Contain("MACs for one image"));

        var result = Cli(["evaluate", "--model", Path.Combine(StageFolder("export"), "model.fp32.onnx"), "--data", StageFolder("data"), "--json"]);

        Assert.That((double)JsonNode.Parse(result)!["top1"]!, Is.EqualTo(Evidence().FloatModel.Top1));
    }

    // The same pictures by another way: files on disk, decoded, resized, cut, normalised one by one.
    [Test]
    public void Predictions_and_evaluation_of_image_files_are_those_of_the_pipeline()
    {
        var evidence = Evidence();
        using var test = PackedImages.Open(Path.Combine(StageFolder("data"), DataPreparation.TestFile));
        var folder = Path.Combine(_recipe.Folder, "files");
        var paths = BitmapFile.WriteAll(test, folder, _ => true);

        var evaluation = JsonNode.Parse(Cli(["evaluate", "--model", Path.Combine(StageFolder("export"), "model.fp32.onnx"), "--data", folder, "--json"]))!;
        var predictions = JsonNode.Parse(Cli(["predict", Bundle, .. paths.Take(20), "--json"]))!.AsArray();

        Assert.That(((int)evaluation["count"]!, (double)evaluation["top1"]!), Is.EqualTo((evidence.Count, evidence.FloatModel.Top1)));
        Assert.That(predictions.Select(p => (string)p!["classes"]![0]!["label"]!),
            Is.EqualTo(evidence.FloatModel.Answers.Predictions.Take(20).Select(label => test.ClassNames[label])));
        Assert.That(predictions.Select(p => p!["classes"]!.AsArray().Sum(c => (double)c!["probability"]!)), Is.All.InRange(5.0 / 12, 1.0 + 1e-9));
    }

    [Test]
    public void A_folder_of_images_is_a_data_set()
    {
        using var folders = new TinyRecipe(name: "folders", data: "{ kind: image-folder }");
        using var images = PackedImages.Open(Path.Combine(StageFolder("data"), DataPreparation.ValidationFile));
        // Every other image of each class, so that both parts have all classes.
        var train = Enumerable.Range(0, images.Count).GroupBy(images.LabelOf).SelectMany(label => label.Where((_, rank) => rank % 2 == 0)).ToHashSet();
        BitmapFile.WriteAll(images, Path.Combine(folders.Folder, "images", "train"), train.Contains);
        BitmapFile.WriteAll(images, Path.Combine(folders.Folder, "images", "test"), index => !train.Contains(index));

        var (code, output, errors) = folders.Run("data", "--data", Path.Combine(folders.Folder, "images"));

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("24 test images of 12 classes"));
    }

    [Test]
    public void A_comparison_trains_only_what_ship_has_not_trained()
    {
        var text = _recipe.Run("compare", "--seeds", "2");
        var json = JsonNode.Parse(_recipe.Run("compare", "--seeds", "2", "--json").Output)!;

        Assert.That((text.Code, text.Errors), Is.EqualTo((0, "")));
        Assert.That(text.Output.Split('\n').Count(line => line.StartsWith("distill   started", StringComparison.Ordinal)), Is.EqualTo(3));
        Assert.That(text.Output, Does.Not.Contain("teacher   started").And.Contain("| alone").And.Contain("±"));
        Assert.That((string)json["reference"]!, Is.EqualTo("alone"));
        Assert.That(json["arms"]!.AsArray().Select(arm => arm!["runs"]!.AsArray().Count), Is.EqualTo(new[] { 2, 2 }));
    }

    [Test]
    public void A_student_that_grew_up_in_a_wider_teacher_ships_alone()
    {
        using var grown = new TinyRecipe(
            method: "method: dhkd, reparameterization: gpd, ", views: ", optimizer: dot, views: 2", arms: "[{ name: alone }, { name: again }]");
        var (code, output, errors) = grown.Run("ship");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("by gpd + dhkd + dot").And.Contain("top-1 agrees on 100.0 %").And.Contain("bundle:"));

        // The size of the stock network: neither the wide teacher nor the second head is in it.
        using var plain = new TinyRecipe(arms: "[{ name: alone }, { name: again }]");
        Assert.That(plain.Run("extract").Output, Does.Contain("253,484 parameters"));
        Assert.That(output, Does.Contain("253,484 parameters"));
    }

    [TestCase("method: srd, srd: { studentFeature: nowhere }, ", "has no feature 'nowhere'")]
    [TestCase("method: srd, srd: { teacherFeature: layer9 }, ", "has no feature 'layer9'")]
    [TestCase("method: dkd, dkd: { ceWeight: 0, alpha: 0, beta: 0 }, ", "all loss weights are 0")]
    public void What_cannot_be_taught_is_one_line_before_any_training(string method, string message)
    {
        using var wrong = new TinyRecipe(method: method);
        var (code, output, errors) = wrong.Run("distill");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain(message));
        Assert.That(output, Does.Not.Contain("teacher   started"));
    }

    [Test]
    public void Every_stage_says_which_outputs_are_deterministic() =>
        Assert.That(StoredOutputs.Deterministic(Path.Combine(_recipe.Artifacts, "tiny")).Keys.Select(key => key.Split('/')[0] + "/" + key.Split('/')[2]).Distinct(), Is.EquivalentTo(new[]
        {
            "data/data.json", "data/test.images", "data/train.images", "data/validation.images",
            "teacher/teacher.safetensors", "teacher/teacher.json", "teacher/training.json", "teacher/classes.json", "distill/distilled.safetensors", "distill/training.json",
            "distill/classes.json",
            "extract/student.safetensors", "export/model.fp32.onnx", "export/parity.json", "quantize/precisions.json", "validate/predictions.json", "gate/policy.json",
        }));

    [Test]
    public void What_the_gate_refuses_is_not_packed_and_3()
    {
        using var strict = new TinyRecipe("minTop1: 1, maxSizeBytes: 1", "strict", more: "preflight: false");
        // The trained parts are the same but for the name; the store of the other recipe lies elsewhere, so they are made anew.
        var (code, output, errors) = strict.Run("ship");

        Assert.That((code, errors), Is.EqualTo((3, "")));
        Assert.That(output, Does.Contain("FAIL").And.Contain("top1 (fp32)").And.Contain("sizeBytes (fp32)").And.Contain("to do:"));
        Assert.That(Directory.GetFiles(Path.Combine(strict.Artifacts, "ship"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(strict.Artifacts, file)),
            Is.EquivalentTo(ReportWriter.FileNames.Select(name => Path.Combine("ship", "strict-1.2.3", name))));
        Assert.That(output, Does.Contain("report: ").And.Contain(Path.Combine("strict-1.2.3", "report.html")));
        Assert.That(strict.Run("ship").Code, Is.EqualTo(3), "a refusal in the store stays a refusal");
        Assert.That(GarbageCollection.Run(strict.Artifacts, 0).Kept, Is.Zero);
    }

    [Test]
    public void A_baseline_that_cannot_be_read_leaves_the_gate_undecided()
    {
        var baseline = Directory.CreateDirectory(Path.Combine(_recipe.Folder, "releases"));
        try
        {
            File.WriteAllText(Path.Combine(baseline.FullName, "history.jsonl"), "{");
            var (code, _, errors) = _recipe.Run("gate");

            Assert.That(code, Is.EqualTo(4));
            Assert.That(errors.TrimEnd(), Does.Contain("the gate cannot decide").And.Not.Contain("\n"));
        }
        finally
        {
            baseline.Delete(recursive: true);
        }
    }
}
