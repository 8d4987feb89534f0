using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Data;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>A model with preprocessing in its graph goes all the way to the bundle, and answers as the one without.</summary>
[TestFixture]
public class PixelModelTests
{
    private readonly TinyRecipe _recipe = new(
        data: "{ kind: shapes, imageSize: 28, storedSize: 30, interpolation: bicubic, trainCount: 480, testCount: 240, augment: { horizontalFlip: true } }",
        export: "input: pixels");

    private (int Code, string Output, string Errors) _shipped;
    private string _exported = "", _validated = "", _data = "";

    private string Shipped => Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip");

    private string Bundle => Path.Combine(_recipe.Folder, "pixels.zip");

    [OneTimeSetUp]
    public void Ship()
    {
        _shipped = _recipe.Run("ship");
        Assert.That((_shipped.Code, _shipped.Errors), Is.EqualTo((0, "")));
        File.Copy(Shipped, Bundle);
        (_exported, _validated, _data) = (StageFolder("export"), StageFolder("validate"), StageFolder("data"));
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_bundle_says_that_it_takes_pixels()
    {
        using var bundle = BundleReader.Open(Bundle);
        var input = bundle.Manifest.Input;
        Assert.Multiple(() =>
        {
            Assert.That((input.Layout, input.Dtype, input.Height, input.Width, input.Interpolation), Is.EqualTo(("NHWC", "uint8", 28, 28, "bicubic")));
            Assert.That(input.Resize, Does.Contain("shorter side to 30").And.Contain("28x28"));
            Assert.That(input.Std, Is.EqualTo(new double[] { 1, 1, 1 }), "nothing is to be done before the model");
        });
    }

    [Test]
    public void The_export_was_compared_on_images_of_any_size()
    {
        var parity = JsonNode.Parse(File.ReadAllText(Path.Combine(_exported, "parity.json")))!;
        Assert.That((double)parity["random"]!["maxRelativeDifference"]!, Is.LessThan(1e-4));
        Assert.That((double)parity["validation"]!["maxRelativeDifference"]!, Is.LessThan(1e-4));
        Assert.That((int)parity["resized"]!["count"]!, Is.EqualTo(20));
        Assert.That((double)parity["resized"]!["maxRelativeDifference"]!, Is.LessThan(0.02));
    }

    [Test]
    public void Evaluation_and_predictions_of_image_files_are_those_of_validation()
    {
        var evidence = ValidationEvidence.Load(Path.Combine(_validated, ValidationEvidence.FileName));
        using var test = PackedImages.Open(Path.Combine(_data, DataPreparation.TestFile));
        var folder = Path.Combine(_recipe.Folder, "files");
        var paths = BitmapFile.WriteAll(test, folder, _ => true);

        var evaluation = JsonNode.Parse(Cli("evaluate", "--model", Path.Combine(_exported, "model.fp32.onnx"), "--data", folder, "--json"))!;
        var predictions = JsonNode.Parse(Cli(["predict", Bundle, .. paths.Take(20), "--json"]))!.AsArray();

        Assert.That(((int)evaluation["count"]!, (double)evaluation["top1"]!), Is.EqualTo((evidence.Count, evidence.FloatModel.Top1)));
        Assert.That(predictions.Select(p => (string)p!["classes"]![0]!["label"]!), Is.EqualTo(evidence.FloatModel.Answers.Predictions.Take(20).Select(label => test.ClassNames[label])));
    }

    [Test]
    public void The_bundle_can_be_inspected() => Assert.That(Cli("inspect", Path.Combine(_exported, "model.fp32.onnx")), Does.Contain("uint8"));

    [Test]
    public void The_same_recipe_with_a_tensor_answers_alike()
    {
        // Only export and what follows it run again.
        File.WriteAllText(_recipe.RecipePath, File.ReadAllText(_recipe.RecipePath).Replace("input: pixels", "input: tensor, opset: 21", StringComparison.Ordinal));
        var (code, output, errors) = _recipe.Run("ship");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("export    started").And.Not.Contain("distill   started"));
        Assert.That(_recipe.Figures("validate").Select(figures => (double)figures["top1"]!).Distinct().Count(), Is.EqualTo(1));

        var picture = Path.Combine(_recipe.Folder, "wide.bmp");
        foreach (var (height, width) in new[] { (30, 30), (30, 44), (61, 97), (97, 61), (12, 17), (1, 1) })
        {
            BitmapFile.Write(picture, height, width, Enumerable.Range(0, height * width * 3).Select(i => (byte)(i * i / 7)).ToArray());
            var (pixels, tensor) = (Probabilities(Bundle, picture), Probabilities(Shipped, picture));
            Assert.That(pixels.Keys, Is.EqualTo(tensor.Keys), $"{height}×{width}");
            Assert.That(pixels.Values.Zip(tensor.Values, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-3), $"{height}×{width}");
        }
    }

    private static Dictionary<string, double> Probabilities(string bundle, string picture) => JsonNode.Parse(Cli("predict", bundle, picture, "--json"))![0]!["classes"]!
        .AsArray().ToDictionary(c => (string)c!["label"]!, c => (double)c!["probability"]!);

    private string StageFolder(string stage) => Directory.GetDirectories(Path.Combine(_recipe.Artifacts, "tiny", stage)).Single();

    private static string Cli(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        Assert.That(Application.Run(arguments, output, errors, CancellationToken.None), Is.Zero, errors.ToString());
        return output.ToString();
    }
}
