using System.Text.Json.Nodes;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.EndToEnd;

/// <summary>The Quantize stage of a whole recipe, with all forms asked for.</summary>
[TestFixture]
public class QuantizeTests
{
    private const string AllForms = "int8: true, fp16: true, int8Weights: true, images: 60, maxDropPoints: 20";

    private readonly TinyRecipe _recipe = new(method: "method: ce, ", steps: TinyRecipe.MoreSteps, more: $"quantize: {{ {AllForms} }}");
    private (int Code, string Output, string Errors) _first;
    private string _folder = "";

    [OneTimeSetUp]
    public void Quantize()
    {
        _first = _recipe.Run("quantize");
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        _folder = Folders().Single();
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void Precisions_name_every_form_with_its_top1()
    {
        var precisions = Json("precisions.json");
        Assert.That(precisions["precisions"]!.AsArray().Select(entry => $"{entry!["precision"]} {entry["stage"]}/{entry["file"]}"), Is.EqualTo(new[]
        {
            "fp32 export/model.fp32.onnx", "int8 quantize/model.int8.onnx", "fp16 quantize/model.fp16.onnx", "int8-weights quantize/model.int8-weights.onnx",
        }));
        foreach (var entry in precisions["precisions"]!.AsArray().Skip(1))
        {
            Assert.That((double)entry!["floatValidationTop1"]!, Is.EqualTo((double)precisions["precisions"]![0]!["validationTop1"]!));
            Assert.That((double)entry["validationTop1"]!, Is.EqualTo((double)entry["floatValidationTop1"]!).Within(0.2));
        }
        Assert.That((string)precisions["precisions"]![1]!["steps"]![0]!, Does.StartWith("calibration: "));
        Assert.That((string)precisions["decision"]!, Does.Contain("int8").And.Contain("fp16").And.Contain("points lost"));
    }

    [Test]
    public void Every_form_keeps_the_float_models_interface()
    {
        var plain = OnnxFile.Load(Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "export"), "model.fp32.onnx", SearchOption.AllDirectories).Single());
        foreach (var (file, precision) in new[] { ("model.int8.onnx", "int8"), ("model.fp16.onnx", "fp16"), ("model.int8-weights.onnx", "int8-weights") })
        {
            var form = OnnxFile.Load(Path.Combine(_folder, file));
            Assert.That(form.Graph.Input, Is.EqualTo(plain.Graph.Input), file);
            Assert.That(form.Graph.Output, Is.EqualTo(plain.Graph.Output), file);
            var metadata = form.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
            Assert.That(metadata, Is.SupersetOf(plain.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value)), file);
            Assert.That(metadata["edgekd.precision"], Is.EqualTo(precision));
        }
    }

    [Test]
    public void Figures_hold_steps_and_every_layers_noise_and_channels()
    {
        var figures = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "stage.json")))!["figures"]!;
        Assert.That(figures["steps"]!.AsArray().Take(4).Select(step => (string)step!["name"]!), Is.EqualTo(
            new[] { "calibration: minmax", "calibration: percentile", "calibration: entropy", "calibration: mse" }));
        Assert.That(figures["steps"]!.AsArray().Take(4).Count(step => (bool)step!["kept"]!), Is.EqualTo(1));
        var layers = figures["layers"]!.AsArray();
        Assert.That(layers, Has.Count.GreaterThan(50));
        // A layer of a network that has learned so little may have nothing but noise.
        var noises = layers.Where(layer => !(bool)layer!["float"]!).Select(layer => (double)layer!["sqnrDb"]!).Order().ToArray();
        Assert.That(noises[noises.Length / 10], Is.GreaterThan(5), string.Join(" ", noises));
        Assert.That(layers.Select(layer => (double)layer!["channelRatio"]!), Is.All.AtLeast(1));
        Assert.That(_first.Output, Does.Contain("calibration: entropy: top-1").And.Contain("ships fp32, int8, fp16, int8-weights"));
    }

    [Test]
    public void Ranges_can_be_used_again_and_give_the_same_model()
    {
        File.Copy(Path.Combine(_folder, "ranges.json"), Path.Combine(_recipe.Folder, "ranges.json"));
        var ranges = Json("ranges.json");
        Assert.That(((int)ranges["images"]!, ranges["ranges"]!.AsObject().Count), Is.EqualTo((60, Json("ranges.json")["ranges"]!.AsObject().Count)));

        var again = Run($"{AllForms}, ranges: ranges.json");

        foreach (var file in new[] { "model.int8.onnx", "ranges.json" })
            Assert.That(File.ReadAllBytes(Path.Combine(again, file)), Is.EqualTo(File.ReadAllBytes(Path.Combine(_folder, file))), file);
    }

    [Test]
    public void Ranges_of_another_model_are_refused_in_one_line()
    {
        var ranges = Json("ranges.json");
        ranges["modelSha256"] = new string('0', 64);
        File.WriteAllText(Path.Combine(_recipe.Folder, "other.json"), ranges.ToJsonString());

        Assert.That(Fail($"{AllForms}, ranges: other.json"), Does.Contain("other.json: its ranges belong to another model"));
        Assert.That(Fail($"{AllForms}, ranges: none.json"), Does.Contain("quantize.ranges").And.Contain("none.json does not exist"));
    }

    [Test]
    public void What_cannot_hold_the_limit_is_tuned_and_else_an_error_or_left_out()
    {
        // Ranges next to nothing make every activation one of two integers.
        var ranges = Json("ranges.json");
        foreach (var (tensor, _) in ranges["ranges"]!.AsObject().ToArray())
            ranges["ranges"]![tensor] = new JsonObject { ["min"] = 0, ["max"] = 1e-9 };
        File.WriteAllText(Path.Combine(_recipe.Folder, "tight.json"), ranges.ToJsonString());
        const string Hopeless = "int8: true, images: 60, ranges: tight.json, maxDropPoints: 0, maxFloatShare: 0, biasCorrection: false, tuning: { epochs: 0 }";

        Assert.That(Fail(Hopeless), Does.Contain("int8 has top-1").And.Contain("more than quantize.maxDropPoints (0)").And.Contain("onFailure: ship-float"));
        var left = Run($"{Hopeless}, onFailure: ship-float");
        Assert.That(File.Exists(Path.Combine(left, "model.int8.onnx")), Is.False);
        var precisions = JsonNode.Parse(File.ReadAllText(Path.Combine(left, "precisions.json")))!;
        Assert.That(precisions["precisions"]!.AsArray().Select(entry => (string)entry!["precision"]!), Is.EqualTo(new[] { "fp32" }));
        Assert.That((string)precisions["decision"]!, Does.Contain("left out"));

        var tuned = Run($"{Hopeless.Replace("epochs: 0", "epochs: 1", StringComparison.Ordinal).Replace("maxDropPoints: 0", "maxDropPoints: 5", StringComparison.Ordinal)}");
        precisions = JsonNode.Parse(File.ReadAllText(Path.Combine(tuned, "precisions.json")))!;
        var steps = precisions["precisions"]![1]!["steps"]!.AsArray().Select(step => (string)step!).ToArray();
        Assert.That(steps[0], Does.StartWith("quantization-aware distillation"));
        Assert.That(steps[1], Does.StartWith("calibration: "), "the tuned weights have ranges of their own");
        Assert.That((string)JsonNode.Parse(File.ReadAllText(Path.Combine(tuned, "ranges.json")))!["modelSha256"]!, Is.Not.EqualTo((string)ranges["modelSha256"]!));
    }

    [Test]
    public void A_cancelled_run_gives_the_same_bytes_when_it_is_run_again()
    {
        using var cancel = new CancellationTokenSource();
        var moved = Path.Combine(_recipe.Folder, "moved");
        Write(AllForms);
        Directory.Move(_folder, moved);
        var pipeline = ModelPipeline.Open(_recipe.RecipePath, new PipelineOptions { ArtifactsFolder = _recipe.Artifacts }, new Watcher(progress =>
        {
            if (progress.Stage == StageNames.Quantize && progress.Detail.Contains("entropy", StringComparison.Ordinal))
                cancel.Cancel();
        }));

        Assert.That(() => pipeline.RunTo(StageNames.Quantize, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_recipe.Run("quantize").Code, Is.Zero);

        foreach (var file in Directory.GetFiles(moved).Where(path => Path.GetFileName(path) != "stage.json"))
            Assert.That(File.ReadAllBytes(Path.Combine(_folder, Path.GetFileName(file))), Is.EqualTo(File.ReadAllBytes(file)), file);
        Directory.Delete(moved, recursive: true);
    }

    private JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)))!;

    private string[] Folders() => [.. Directory.GetDirectories(Path.Combine(_recipe.Artifacts, "tiny", "quantize")).Where(folder => !folder.EndsWith(".partial", StringComparison.Ordinal))];

    private void Write(string quantize) => File.WriteAllText(
        _recipe.RecipePath, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(_recipe.RecipePath), "quantize: .*", $"quantize: {{ {quantize} }}"));

    private string Run(string quantize)
    {
        var before = Folders();
        Write(quantize);
        var (code, _, errors) = _recipe.Run("quantize");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        return Folders().Except(before).Single();
    }

    private string Fail(string quantize)
    {
        Write(quantize);
        var (code, _, errors) = _recipe.Run("quantize");
        Assert.That((code, errors.Trim().Split('\n').Length), Is.EqualTo((1, 1)), errors);
        return errors;
    }

    private sealed class Watcher(Action<StageProgress> progressed) : IPipelineObserver
    {
        public void Started(string stage)
        {
        }

        public void Progressed(StageProgress progress) => progressed(progress);

        public void Finished(StageOutcome outcome)
        {
        }

        public void Note(string line)
        {
        }
    }
}
