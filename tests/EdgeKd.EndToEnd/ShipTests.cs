using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

[TestFixture]
public class ShipTests
{
    private readonly TinyRecipe _recipe = new();
    private (int Code, string Output, string Errors) _first;

    private string Bundle => Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip");

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
        Assert.That(bundle.Manifest.Files.Select(file => file.Path), Is.EqualTo(new[] { "model.fp32.onnx", "validation.json", "verdict.json" }));
        Assert.That((bundle.Manifest.Name, bundle.Manifest.Version, bundle.Manifest.Profile), Is.EqualTo(("tiny", "1.2.3", "quick")));
        Assert.That(bundle.Manifest.Labels, Has.Count.EqualTo(12));
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
            Is.EquivalentTo(new[] { "data", "teacher", "distill", "extract", "export", "quantize", "validate", "gate", "package" }));
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
        using StringWriter output = new(), errors = new();
        Assert.That(Cli.Application.Run(["inspect", Bundle], output, errors, default), Is.Zero, errors.ToString());
        Assert.That(output.ToString(), Does.Contain("tiny").And.Contain("1.2.3").And.Contain("model.fp32.onnx"));

        var model = Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "export"), "model.fp32.onnx", SearchOption.AllDirectories).Single();
        var data = Directory.GetDirectories(Path.Combine(_recipe.Artifacts, "tiny", "data")).Single();
        using StringWriter result = new();
        Assert.That(Cli.Application.Run(["evaluate", "--model", model, "--data", data, "--json"], result, errors, default), Is.Zero, errors.ToString());
        var evidence = ValidationEvidence.Load(Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "validate"), "validation.json", SearchOption.AllDirectories).Single());
        Assert.That((double)JsonNode.Parse(result.ToString())!["top1"]!, Is.EqualTo(evidence.Top1));
    }

    [Test]
    public void Every_stage_says_which_outputs_are_deterministic() =>
        Assert.That(StoredOutputs.Deterministic(Path.Combine(_recipe.Artifacts, "tiny")).Keys.Select(key => key.Split('/')[0] + "/" + key.Split('/')[2]), Is.EquivalentTo(new[]
        {
            "data/data.json", "data/test.images", "data/train.images", "data/validation.images",
            "teacher/teacher.safetensors", "teacher/training.json", "distill/distilled.safetensors", "distill/training.json",
            "extract/student.safetensors", "export/model.fp32.onnx", "export/parity.json", "quantize/precisions.json", "validate/predictions.json",
        }));

    [Test]
    public void What_the_gate_refuses_is_not_packed_and_3()
    {
        using var strict = new TinyRecipe("minTop1: 1, maxSizeBytes: 1", "strict");
        // The trained parts are the same but for the name; the store of the other recipe lies elsewhere, so they are made anew.
        var (code, output, errors) = strict.Run("ship");

        Assert.That((code, errors), Is.EqualTo((3, "")));
        Assert.That(output, Does.Contain("FAIL").And.Contain("minTop1").And.Contain("maxSizeBytes").And.Contain("to do:"));
        Assert.That(Directory.Exists(Path.Combine(strict.Artifacts, "ship")), Is.False);
        Assert.That(strict.Run("ship").Code, Is.EqualTo(3), "a refusal in the store stays a refusal");
        Assert.That(GarbageCollection.Run(strict.Artifacts, 0).Kept, Is.Zero);
    }

    [Test]
    public void A_baseline_that_cannot_be_read_leaves_the_gate_undecided()
    {
        var baseline = Directory.CreateDirectory(Path.Combine(_recipe.Folder, "baseline"));
        try
        {
            File.WriteAllText(Path.Combine(baseline.FullName, "bundle.json"), "{");
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
