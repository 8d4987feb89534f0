using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Preflighting;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>What is known of a model before it is trained.</summary>
[TestFixture]
public class PreflightTests
{
    [TestCase("maxLatencyP90Ms: 0.0001", "a p90 of")]
    [TestCase("maxSizeBytes: 1000", "bytes, and the policy allows 1,000")]
    public void An_impossible_budget_is_refused_before_the_first_training_step(string gate, string fault)
    {
        using var recipe = new TinyRecipe(gate, method: "method: ce, ");

        var (code, output, errors) = recipe.Run("ship");

        Assert.That(code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: preflight: the untrained student in fp32 has").And.Contain(fault).And.Contain("edgekd plan").And.Not.Contain("\n"));
        Assert.That(output, Does.Contain("preflight").And.Not.Contain("distill").And.Not.Contain("teacher"));
        Assert.That(Directory.Exists(Path.Combine(recipe.Artifacts, "tiny", "distill")), Is.False);
        Assert.That(recipe.Run("preflight").Code, Is.EqualTo(ExitCodes.Refused));
    }

    [Test]
    public void It_measures_every_precision_and_can_be_left_out()
    {
        using var recipe = new TinyRecipe("maxInt8DropPoints: 100", method: "method: ce, ", more: "quantize: { int8: true, fp16: true, int8Weights: true }");
        Assert.That(recipe.Run("preflight").Code, Is.Zero);
        var student = UntrainedStudent.Load(Directory.GetFiles(recipe.Artifacts, UntrainedStudent.FileName, SearchOption.AllDirectories).Single());
        Assert.That(student.Models.Select(model => model.Precision), Is.EqualTo(new[] { "fp32", "int8", "fp16", "int8-weights" }));
        Assert.That(student.Models.Select(model => model.SizeBytes), Is.All.GreaterThan(1000));
        Assert.That(student.Models.Select(model => model.P90Ms), Is.All.GreaterThan(0));
        Assert.That(student.Models[1].FloatIslands, Is.Not.Null);

        File.AppendAllText(recipe.RecipePath, "preflight: false\n");
        var (code, output, _) = recipe.Run("preflight");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("the recipe says preflight: false").And.Not.Contain("preflight  started"));
    }

    // Weights that were trained hold other numbers, of which none may take another time: denormal ones would. Both ways within 10 %, in
    // paired blocks at 95 %, for each precision.
    [Test, Category("Soak")]
    public void A_trained_student_takes_as_long_as_the_untrained_one()
    {
        using var recipe = new TinyRecipe(method: "method: ce, ", more: "quantize: { int8: true, method: minmax, maxDropPoints: 100 }");
        Assert.That(recipe.Run("quantize").Code, Is.Zero);
        var settings = RunSettings.From(RecipeFile.Load(recipe.RecipePath), recipe.RecipePath, new PipelineOptions { ArtifactsFolder = recipe.Artifacts });
        using var images = PackedImages.Open(Directory.GetFiles(recipe.Artifacts, DataPreparation.ValidationFile, SearchOption.AllDirectories).Single());
        var folder = Directory.CreateDirectory(Path.Combine(recipe.Folder, "untrained")).FullName;
        new UntrainedMeasurement(settings, folder, _ => { }, CancellationToken.None).Measure(images);
        foreach (var precision in new[] { "fp32", "int8" })
        {
            using var untrained = OnnxClassifier.Open(Path.Combine(folder, $"untrained.{precision}.onnx"));
            using var trained = OnnxClassifier.Open(Directory.GetFiles(Path.Combine(recipe.Artifacts, "tiny"), $"model.{precision}.onnx", SearchOption.AllDirectories).Single());
            var blocks = PairedBlocksRunner.Run(
                new(untrained, settings.Normalization), new(trained, settings.Normalization), new BlockOptions { Pairs = 100, MaxSeconds = 300 }, images, seed: 5);
            var ratio = BlockRatio.Of([.. blocks.Candidate.Select(block => block.MedianMs)], [.. blocks.Baseline.Select(block => block.MedianMs)], 0.95);
            TestContext.Out.WriteLine(FormattableString.Invariant(
                $"{precision}: trained p50 {ratio.Level:F4} ms, untrained {100 * ratio.Difference / ratio.Level:+0.0;-0.0} % ({100 * ratio.Lower / ratio.Level:+0.0;-0.0} to {100 * ratio.Upper / ratio.Level:+0.0;-0.0} %), {blocks.Candidate.Count} pairs, {blocks.Doubt ?? "trusted"}"));
            Assert.That(ratio.Lower / ratio.Level, Is.GreaterThan(-0.10), precision);
            Assert.That(ratio.Upper / ratio.Level, Is.LessThan(0.10), precision);
        }
    }

    [Test]
    public void Plan_lists_students_within_the_budget_and_writes_their_recipes()
    {
        using var recipe = new TinyRecipe();
        var plans = Path.Combine(recipe.Folder, "plans");

        var (code, output, errors) = recipe.Run("plan", "--budget", "p90=10s", "size=2MB", "--widths", "0.25", "1", "--sizes", "16", "32", "--out", plans, "--json");

        Assert.That(code, Is.Zero, errors);
        var students = JsonNode.Parse(output)!.AsArray();
        Assert.That(students, Has.Count.EqualTo(4), output);
        var fitting = students.Where(student => student!["precision"] is not null).ToArray();
        Assert.That(fitting.Select(student => (double)student!["width"]!), Is.All.EqualTo(0.25), "a width of 1 takes some 9 MB");
        Assert.That(students.Where(student => student!["precision"] is null).Select(student => (string)student!["fault"]!), Is.All.Contains("bytes are more than 2,000,000"));
        Assert.That(Directory.GetFiles(plans).Select(path => Path.GetFileName(path)).Order(), Is.EqualTo(new[] { "mobilenetv2-w0.25-s16.yaml", "mobilenetv2-w0.25-s32.yaml" }));
        Assert.That(File.ReadAllText(Path.Combine(plans, "mobilenetv2-w0.25-s16.yaml")), Does.Contain("imageSize: 16").And.Contain("width: 0.25"));

        Assert.That(recipe.Run("plan", "--budget", "size=10", "--widths", "0.25").Code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(recipe.Run("plan", "--budget", "speed=10").Code, Is.EqualTo(ExitCodes.Usage));
    }
}
