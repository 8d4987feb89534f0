using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>A float model and its INT8 form, measured, gated and packed by the real stages; the stage quantize is played by the test,
/// which calibrates by extremes alone.</summary>
[TestFixture]
public class TwoPrecisionsTests
{
    private const int Shown = 20;
    private readonly TinyRecipe _recipe = new(method: "method: ce, ", steps: TinyRecipe.MoreSteps);
    private readonly Dictionary<string, StoredStage> _done = [];
    private RunSettings _settings = null!;
    private StoredStage _validated = null!;
    private int _run;
    private string _bundle = "";
    private string[] _pictures = [];

    private string Float32 => _done["export"].PathOf("model.fp32.onnx");

    private string Int8 => _done["quantize"].PathOf("model.int8.onnx");

    private string TestSet => _done["data"].PathOf(DataPreparation.TestFile);

    private ValidationEvidence Evidence => ValidationEvidence.Load(_validated.PathOf(ValidationEvidence.FileName));

    [OneTimeSetUp]
    public void Ship()
    {
        var plain = RunSettings.From(RecipeFile.Load(_recipe.RecipePath), _recipe.RecipePath, new PipelineOptions { ArtifactsFolder = _recipe.Artifacts });
        _settings = plain with
        {
            Recipe = plain.Recipe with { Gate = new GateSection { MaxInt8DropPoints = 20, MaxLatencyP90Ms = 1000 } },
        };
        var pipeline = new ModelPipeline(plain, new Silent());
        foreach (var stage in new[] { StageNames.Data, StageNames.Extract, StageNames.Export })
            _done[stage] = pipeline.Obtain(stage, CancellationToken.None);
        Quantize();

        _validated = Run(new ValidateStage());
        _bundle = Pack(_settings);

        using var images = PackedImages.Open(TestSet);
        _pictures = BitmapFile.WriteAll(images, Path.Combine(_recipe.Folder, "files"), index => index < Shown);
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void Each_precision_has_the_answers_of_its_file()
    {
        var models = Evidence.Models;
        Assert.That(models.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8" }));
        foreach (var (model, path) in models.Zip([Float32, Int8]))
        {
            var alone = ModelEvaluation.Run(path, TestSet, 1, null, CancellationToken.None);
            Assert.That(model.Answers.Predictions, Is.EqualTo(alone.Predictions), model.Precision);
            Assert.That((model.Top1, model.Top5), Is.EqualTo((alone.Top1, alone.Top5)), model.Precision);
            Assert.That(model.SizeBytes, Is.EqualTo(new FileInfo(path).Length));
            Assert.That(model.Latency.Runs, Is.GreaterThanOrEqualTo(64));
        }

        Assert.That(models[1].Answers.Predictions, Is.Not.EqualTo(models[0].Answers.Predictions), "integers round");
        var equal = models[0].Answers.Predictions.Zip(models[1].Answers.Predictions).Count(pair => pair.First == pair.Second);
        Assert.That(models[1].AgainstFloat!.Agreement, Is.EqualTo(equal / 240.0).Within(1e-12).And.GreaterThan(0.7));
        Assert.That(models[1].SizeBytes, Is.LessThan(models[0].SizeBytes / 2));
        Assert.That(models[1].Steps, Is.EqualTo(new[] { "calibration: min-max" }));
    }

    [Test]
    public void The_summary_shows_int8_beside_float_and_the_test_set_was_used_once()
    {
        var evidence = Evidence;
        Assert.That(_validated.Record.Summary, Does.StartWith(FormattableString.Invariant(
                $"top-1 {evidence.FloatModel.Top1:P2} fp32, {evidence.Models[1].Top1:P2} int8 on 240 test images, int8 ")).And.Contain(" points (95 % interval ")
            .And.Contain(" ms int8 at batch 1").And.Contain(" bytes int8; use 1 of this test set"));
        Assert.That(evidence.TestSetUses, Is.EqualTo(1));
        Assert.That((double)_validated.Record.Figures["int8"]!["differencePoints"]!, Is.EqualTo(evidence.Models[1].AgainstFloat!.DifferencePoints));
    }

    [Test]
    public void Predictions_and_latencies_stand_under_the_name_of_their_precision()
    {
        var predictions = JsonNode.Parse(File.ReadAllText(_validated.PathOf(ValidateStage.PredictionsFile)))!;
        var latencies = JsonNode.Parse(File.ReadAllText(_validated.PathOf(ValidateStage.LatencyFile)))!;
        foreach (var model in Evidence.Models)
        {
            Assert.That(predictions[model.Precision]!["predictions"]!.AsArray().Select(answer => (int)answer!), Is.EqualTo(model.Answers.Predictions));
            Assert.That(latencies[model.Precision]!["samplesMs"]!.AsArray(), Has.Count.EqualTo(model.Latency.Runs));
        }
    }

    [Test]
    public void The_bundle_holds_both_and_recommends_the_faster()
    {
        using var bundle = BundleReader.Open(_bundle);
        Assert.That(bundle.Manifest.Files.Select(file => file.Path), Is.EqualTo(new[]
        {
            "gate.json", "golden.images", "golden.json", "model.fp32.onnx", "model.int8.onnx", "policy.json", "recipe.json", "reference.json", "sbom.cdx.json", "validation.json", "verdict.json",
        }));
        Assert.That(bundle.Read("model.int8.onnx"), Is.EqualTo(File.ReadAllBytes(Int8)));
        // The smallest of those that are about as fast as the fastest.
        var least = Evidence.Models.Min(model => model.Latency.P90Ms);
        var fastest = Evidence.Models.Where(model => model.Latency.P90Ms <= 1.05 * least).MinBy(model => model.SizeBytes)!;
        Assert.That(bundle.Manifest.Targets.Single(), Is.EqualTo(bundle.Manifest.Targets[0] with { Name = "local", Model = $"model.{fastest.Precision}.onnx" }));
        Assert.That(Verdict.Parse(bundle.Read(Verdict.FileName), "verdict").Rules.Select(rule => rule.Title), Is.EqualTo(new[]
        {
            "top1 against float (int8)", "latencyP90Ms (fp32)", "latencyP90Ms (int8)", "latencyRuns (fp32)", "latencyRuns (int8)",
        }));
    }

    [Test]
    public void Both_models_of_the_bundle_pass_the_self_test_of_its_golden_images()
    {
        var folder = Path.Combine(_recipe.Folder, "unpacked");
        using var bundle = BundleReader.Open(_bundle);
        foreach (var file in bundle.Manifest.Files)
            bundle.Extract(file.Path, Path.Combine(folder, file.Path));
        var golden = GoldenAnswers.Load(Path.Combine(folder, GoldenAnswers.FileName));
        Assert.That((golden.Count, golden.Precisions.Count), Is.EqualTo((32, 2)));
        using var images = PackedImages.Open(Path.Combine(folder, GoldenAnswers.ImagesFileName));
        Assert.That(Enumerable.Range(0, images.Count).Select(images.LabelOf).Distinct().Count(), Is.EqualTo(12), "each class has its share");

        using OnnxClassifier plain = OnnxClassifier.Open(Path.Combine(folder, "model.fp32.onnx")), small = OnnxClassifier.Open(Path.Combine(folder, "model.int8.onnx"));
        Assert.That(GoldenSelfTest.FaultOf(folder, Precisions.Float32, plain, plain.Normalization), Is.Null);
        Assert.That(GoldenSelfTest.FaultOf(folder, Precisions.Int8, small, small.Normalization), Is.Null);
        Assert.That(GoldenSelfTest.FaultOf(folder, Precisions.Float32, small, small.Normalization), Does.Contain("from the golden logits"));
        Assert.That(GoldenSelfTest.FaultOf(folder, Precisions.Float32, plain, new Normalization([0, 0, 0], [1, 1, 1])), Does.Contain("from the golden logits"));
    }

    [Test]
    public void Predict_takes_the_recommended_model_or_the_one_named()
    {
        using var bundle = BundleReader.Open(_bundle);
        var recommended = bundle.Manifest.Model().Precision;
        using var images = PackedImages.Open(TestSet);
        foreach (var model in Evidence.Models)
        {
            var answers = model.Answers.Predictions.Take(Shown).Select(label => images.ClassNames[label]).ToArray();
            Assert.That(Predict(_bundle, "--precision", model.Precision), Is.EqualTo(answers), model.Precision);
            if (model.Precision == recommended)
                Assert.That(Predict(_bundle), Is.EqualTo(answers));
        }
    }

    [Test]
    public void Inspect_shows_both()
    {
        var shown = Cli("inspect", _bundle);
        Assert.That(shown, Does.Contain("fp32: model.fp32.onnx").And.Contain("int8: model.int8.onnx").And.Contain("QuantizeLinear")
            .And.Contain("local loads model.").And.Contain("MACs for one image"));
    }

    [Test]
    public void Where_any_is_enough_the_float_model_that_is_too_large_is_left_out_and_the_bundle_has_int8_alone()
    {
        var strict = _settings with { Recipe = _settings.Recipe with { Gate = _settings.Recipe.Gate with { MaxSizeBytes = new FileInfo(Float32).Length - 1, Require = "any" } } };
        var path = Pack(strict);

        using (var bundle = BundleReader.Open(path))
        {
            Assert.That(bundle.Manifest.Models, Is.EqualTo(new[] { new BundleModel("int8", "model.int8.onnx") }));
            Assert.That(bundle.Manifest.Targets.Single().Model, Is.EqualTo("model.int8.onnx"));
            Assert.That(bundle.Manifest.Files.Select(file => file.Path), Does.Not.Contain("model.fp32.onnx"));
        }
        Assert.That(_done["gate"].Record.Summary, Does.Contain("fp32 left out"));
        Assert.That(Predict(path), Has.Length.EqualTo(Shown));
        using StringWriter output = new(), errors = new();
        Assert.That(Application.Run(["predict", path, _pictures[0], "--precision", "fp32"], output, errors, CancellationToken.None), Is.EqualTo(1));
        Assert.That(errors.ToString(), Does.Contain("holds no fp32 model; it holds int8"));
    }

    [Test]
    public void Where_all_are_needed_it_refuses_the_release()
    {
        var strict = _settings with { Recipe = _settings.Recipe with { Gate = _settings.Recipe.Gate with { MaxSizeBytes = new FileInfo(Float32).Length - 1 } } };
        var verdict = Verdict.Load(Run(new GateStage(), strict).PathOf(Verdict.FileName));
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title), Is.EqualTo(new[] { "sizeBytes (fp32)" }));
    }

    [Test]
    public void A_recipe_that_asks_for_int8_ships_both_and_runs_nothing_a_second_time()
    {
        using var recipe = new TinyRecipe("minTop1: 0, maxInt8DropPoints: 100", method: "method: ce, ", steps: TinyRecipe.MoreSteps);
        File.AppendAllText(recipe.RecipePath, "quantize: { int8: true, method: minmax, maxDropPoints: 100 }\n");

        var (code, output, errors) = recipe.Run("ship");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("top1 against float (int8)").And.Contain("local loads model."));
        using (var bundle = BundleReader.Open(Path.Combine(recipe.Artifacts, "ship", "tiny-1.2.3.zip")))
        {
            Assert.That(bundle.Manifest.Models.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8" }));
            var evidence = ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), "validation");
            Assert.That(evidence.Models[1].Steps, Is.Not.Empty);
        }
        Assert.That(recipe.Run("ship").Output, Does.Contain("nothing changed"));

        // 240 images cannot rule out a loss of 0.2 points with that confidence, whatever they say.
        File.WriteAllText(Path.Combine(recipe.Folder, "policy.yaml"), "policy: 1\nrules: [{ metric: top1, against: float, margin: 0.2, confidence: 0.9999 }]\n");
        File.WriteAllText(recipe.RecipePath, File.ReadAllText(recipe.RecipePath).Replace("minTop1: 0, maxInt8DropPoints: 100", "policy: policy.yaml", StringComparison.Ordinal));
        File.Delete(Path.Combine(recipe.Artifacts, "ship", "tiny-1.2.3.zip"));
        (code, _, errors) = recipe.Run("ship");
        Assert.That((code, errors), Is.EqualTo((3, errors)), "the preflight knows it before the gate");
        Assert.That(errors, Does.StartWith("edgekd: preflight: 240 test images cannot prove a margin of 0.2 points against float"));
        File.AppendAllText(recipe.RecipePath, "preflight: false\n");
        (code, output, errors) = recipe.Run("ship");
        Assert.That((code, errors), Is.EqualTo((4, "")));
        Assert.That(output, Does.Contain("INCONCLUSIVE tiny 1.2.3").And.Contain("  OPEN  top1 against float (int8)").And.Contain("images instead of 240"));
        Assert.That(File.Exists(Path.Combine(recipe.Artifacts, "ship", "tiny-1.2.3.zip")), Is.False);
    }

    [Test]
    public void The_policy_that_was_decided_by_lies_beside_the_verdict()
    {
        var gate = Run(new GateStage());
        var policy = GatePolicy.Parse(File.ReadAllBytes(gate.PathOf(GatePolicy.BundledFileName)), "policy.json");
        Assert.That(policy.Rules.Select(rule => (rule.Metric, rule.Against)), Is.EqualTo(new[] { ("top1", "float"), ("latencyP90Ms", (string?)null) }));
        Assert.That(Verdict.Load(gate.PathOf(Verdict.FileName)).PolicySha256, Is.EqualTo(policy.Sha256));
    }

    private string[] Predict(string bundle, params string[] more) =>
        [.. JsonNode.Parse(Cli(["predict", bundle, .. _pictures, "--json", .. more]))!.AsArray().Select(p => (string)p!["classes"]![0]!["label"]!)];

    private static string Cli(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        Assert.That(Application.Run(arguments, output, errors, CancellationToken.None), Is.Zero, errors.ToString());
        return output.ToString();
    }

    /// <summary>What the stage quantize does, in a few lines.</summary>
    private void Quantize()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_recipe.Folder, "stages", "quantize")).FullName;
        var prepared = GraphPreparation.Prepare(OnnxFile.Load(Float32));
        var tensors = QuantizableTensors.Of(prepared);
        var seen = prepared.Clone();
        GraphTensors.AddOutputs(seen, tensors.Where(name => prepared.Graph.Input.All(input => input.Name != name)), "model");
        var seenPath = Path.Combine(_recipe.Folder, "seen.onnx");
        OnnxFile.Save(seen, seenPath);
        using var images = PackedImages.Open(_done["data"].PathOf(DataPreparation.TrainFile));
        var ranges = Calibrator.Run(seenPath, tensors, images, _settings.Normalization, new CalibrationOptions { WithHistograms = false })
            .Ranges(CalibrationMethod.MinMax);
        var int8 = QdqQuantizer.Quantize(prepared, new QuantizationOptions
        {
            Ranges = ranges.ToDictionary(range => range.Key, range => new ActivationRange(range.Value.Min, range.Value.Max)),
        });
        OnnxFile.Save(int8, Path.Combine(folder, "model.int8.onnx"));
        File.WriteAllText(Path.Combine(folder, "precisions.json"), """
            { "precisions": [
                { "precision": "fp32", "stage": "export", "file": "model.fp32.onnx" },
                { "precision": "int8", "stage": "quantize", "file": "model.int8.onnx", "steps": ["calibration: min-max"], "validationTop1": 0.5, "floatValidationTop1": 0.5 } ],
              "decision": "INT8 as calibrated" }
            """);
        _done["quantize"] = Store("quantize", folder, new StageProducts
        {
            Outputs = Outputs.Deterministic("precisions.json", "model.int8.onnx"), Summary = "", Figures = [],
        });
    }

    private string Pack(RunSettings settings)
    {
        _done["gate"] = Run(new GateStage(), settings);
        return Run(new PackageStage(), settings).PathOf("tiny-1.2.3.zip");
    }

    private StoredStage Run(IStage stage, RunSettings? settings = null)
    {
        settings ??= _settings;
        var folder = Directory.CreateDirectory(Path.Combine(_recipe.Folder, "stages", $"{stage.Name}-{_run++}")).FullName;
        var context = new StageContext(
            stage.Name, settings, new StageWorkspace(folder, folder), _done, stage.Plan(settings).Inputs, new Silent(), CancellationToken.None);
        return _done[stage.Name] = Store(stage.Name, folder, stage.Run(context));
    }

    private static StoredStage Store(string stage, string folder, StageProducts products) => new(
        folder,
        new StageRecord
        {
            Stage = stage,
            Key = new string('0', 64),
            Identity = [],
            Seed = 7,
            Seconds = 0,
            Summary = products.Summary,
            Figures = products.Figures,
            Outputs =
            [
                .. products.Outputs.Select(output => Path.Combine(folder, output.Key)).Zip(products.Outputs, (path, output) =>
                    new OutputRecord(output.Key, output.Value, new FileInfo(path).Length, FileDigest.OfFile(path), 0)),
            ],
        },
        Cached: false);

    private sealed class Silent : IPipelineObserver
    {
        public void Started(string stage)
        {
        }

        public void Progressed(StageProgress progress)
        {
        }

        public void Finished(StageOutcome outcome)
        {
        }

        public void Note(string line)
        {
        }
    }
}
