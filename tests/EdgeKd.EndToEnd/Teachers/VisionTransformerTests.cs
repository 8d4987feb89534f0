using System.Runtime.InteropServices;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.EndToEnd.Teachers;

/// <summary>A vision transformer that PyTorch trained and exported teaches a student here, by its logits and by its tokens.</summary>
[TestFixture]
public class VisionTransformerTests
{
    private const int Count = 63;
    private const int Tokens = 17;
    private const int Width = 32;
    private const string First = "/net/blocks.0/Add_1_output_0";
    private const string Second = "/net/blocks.1/Add_1_output_0";
    private const string Teacher = "onnx: vit.onnx, expectedTop1: 0.9, normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }";

    private readonly HueRecipe _recipe = new();

    [OneTimeSetUp]
    public void TrainAndExport()
    {
        using var train = new HueImages(540, 1);
        using var test = new HueImages(Count, 3);
        var classes = HueImages.Names.Order(StringComparer.Ordinal).ToList();
        File.WriteAllBytes(_recipe.File("train.raw"), Pixels(train));
        File.WriteAllBytes(_recipe.File("train.labels"), [.. Enumerable.Range(0, train.Count).Select(i => (byte)classes.IndexOf(HueImages.Names[train.LabelOf(i)]))]);
        File.WriteAllBytes(_recipe.File("test.raw"), Pixels(test));
        PythonPeer.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Teachers", "vision_transformer.py")), _recipe.Folder, $"{classes.Count}");
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [TestCase("vit.onnx")]
    [TestCase("vit.one.onnx")]
    [TestCase("vit.three.onnx")]
    public void Logits_equal_PyTorchs(string file)
    {
        using var scope = NewDisposeScope();
        using var teacher = Open(file, new());
        using var batch = TestImages();

        AssertEqual(teacher.Forward(batch).Logits, "logits", [Count, HueImages.Names.Length]);
    }

    [TestCase("vit.onnx", "mean")]
    [TestCase("vit.onnx", "cls")]
    [TestCase("vit.onnx", "grid")]
    [TestCase("vit.one.onnx", "grid")]
    public void Tokens_become_vectors_and_maps(string file, string tokens)
    {
        using var scope = NewDisposeScope();
        using var teacher = Open(file, new() { Features = [First, Second], Tokens = tokens });
        using var batch = TestImages();
        var features = teacher.Forward(batch).Features;

        long[] shape = tokens == "grid" ? [Width, 4, 4] : [Width];
        Assert.That(teacher.FeatureShapes[First], Is.EqualTo(shape));
        foreach (var (feature, raw) in new[] { (First, "first"), (Second, "second") })
        {
            var expected = Raw(raw, [Count, Tokens, Width]);
            var patches = expected.narrow(1, 1, Tokens - 1);
            expected = tokens switch
            {
                "cls" => expected.select(1, 0),
                "mean" => patches.mean([1]),
                _ => patches.transpose(1, 2).reshape(Count, Width, 4, 4),
            };
            Assert.That(features[feature].shape, Is.EqualTo(expected.shape));
            Assert.That((features[feature] - expected).abs().max().ToSingle(), Is.LessThan(1e-4));
        }
    }

    [Test]
    public void Pooled_is_what_the_last_layer_reads()
    {
        using var teacher = Open("vit.onnx", new() { Features = ["pooled"] });

        Assert.That(teacher.FeatureShapes["pooled"], Is.EqualTo(new long[] { Width }));
    }

    [Test]
    public void An_unknown_tensor_is_named_with_the_nearest() => Assert.That(
        () => Open("vit.onnx", new() { Features = ["/net/block.1/Add_1_output_0"] }),
        Throws.ArgumentException.With.Message.Contains("vit.onnx computes no tensor '/net/block.1/Add_1_output_0': use '/net/blocks.1/Add_1_output_0', "));

    [Test]
    public void Probabilities_are_refused_with_the_tensor_before_them()
    {
        var error = Assert.Throws<InvalidDataException>(() => Open("vit.softmax.onnx", new()))!;
        Assert.That(error.Message, Does.Contain("'probabilities' holds probabilities, and distillation softens logits; set teacher.output: /0/net/head/Gemm_output_0"));

        using var scope = NewDisposeScope();
        using var teacher = Open("vit.softmax.onnx", new() { Output = "/0/net/head/Gemm_output_0" });
        using var batch = TestImages();
        AssertEqual(teacher.Forward(batch).Logits, "logits", [Count, HueImages.Names.Length]);
    }

    [TestCase("method: kd", "recalled", ", views: 2")]
    [TestCase($"method: srd, srd: {{ teacherFeature: {Second} }}", "recalled", ", views: 2")]
    [TestCase($"method: reviewkd, reviewKd: {{ studentFeatures: [layer2, layer3], teacherFeatures: [{First}, {Second}] }}", "run", "")]
    public void It_teaches(string distill, string how, string views)
    {
        var (code, output, errors) = _recipe.Run("distill", (distill.Contains("reviewkd") ? "tokens: grid, " : "") + Teacher, distill, views: views);

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("distill   started"));
        Assert.That((string)_recipe.LastFigures("teacher")["onnx"]!, Is.EqualTo("vit.onnx"));
        Assert.That((string)_recipe.LastFigures("distill")["teacher"]!, Is.EqualTo(how));
        Assert.That((double)_recipe.LastFigures("distill")["validationTop1"]!, Is.GreaterThan(0.3));
    }

    [Test]
    public void It_teaches_beside_another()
    {
        var (code, output, errors) = _recipe.Run(
            "cache", $"{Teacher}, others: [{{ {Teacher.Replace("vit.onnx", "vit.one.onnx")}, weight: 2 }}]", views: ", views: 2");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("the teacher's logits of 2 views of 540 images"));
        var figures = _recipe.LastFigures("teacher");
        Assert.That((double)figures["validationTop1"]!, Is.EqualTo((double)figures["firstValidationTop1"]!).Within(0.01));
    }

    [Test]
    public void Its_normalisation_is_found_out()
    {
        var (code, _, errors) = _recipe.Run("teacher", "onnx: vit.onnx, expectedTop1: 0.9");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("vit.onnx reaches ").And.Contain("it was trained on images normalised with ImageNet's mean and standard deviation")
            .And.EndWith("Set teacher.normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }."));
    }

    [TestCase("onnx: nowhere.onnx", "nowhere.onnx: there is no such model file")]
    [TestCase("onnx: train.raw", "train.raw: ")]
    [TestCase($"{Teacher}, output: logit", "vit.onnx computes no tensor 'logit': use 'logits', ")]
    [TestCase($"{Teacher}, imageSize: 32", "teacher.imageSize is 32, but its input 'images' is float [?, 3, 16, 16]; remove the key")]
    [TestCase($"{Teacher}, layout: nhwc", "which are not three channels in the order nhwc; set teacher.layout")]
    [TestCase($"{Teacher}, device: cuda", "device is cuda, but this ONNX Runtime has no CUDA provider (CPUExecutionProvider); set device: cpu")]
    [TestCase($"{Teacher}, labels: [red, blue]", "teacher.labels names 2 classes, and vit.onnx has 9 logits; name the class of each, in their order")]
    [TestCase($"{Teacher}, labels: [ashes, blue, coal, green, lime, orange, red, snow, yellow]",
        "teacher.labels: the teacher lacks 1 of the 9 classes of the data: 'ash' (nearest 'ashes'); write its classes as the data does")]
    [TestCase($"{Teacher}, labels: labels.txt", "labels.txt does not exist; name a file with a class name a line, or list the names")]
    public void What_cannot_work_is_one_line(string teacher, string problem)
    {
        var (code, _, errors) = _recipe.Run("distill", teacher);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain(problem).And.Not.Contain("\n").And.Not.Contain("   at "));
    }

    private OnnxTeacher Open(string file, OnnxTeacherOptions options) => OnnxTeacher.Open(OnnxFile.Load(_recipe.File(file)), _recipe.File(file), options);

    private Batch TestImages() => new(Raw("input", [Count, 3, HueImages.Size, HueImages.Size]), zeros(Count, dtype: ScalarType.Int64), [.. Enumerable.Range(0, Count)]);

    private void AssertEqual(Tensor actual, string raw, long[] shape)
    {
        var expected = Raw(raw, shape);
        Assert.That(actual.shape, Is.EqualTo(shape));
        Assert.That((actual - expected).abs().max().ToSingle() / expected.abs().max().ToSingle(), Is.LessThan(1e-4));
    }

    private Tensor Raw(string name, long[] shape) =>
        tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_recipe.File($"{name}.raw"))).ToArray(), shape);

    private static byte[] Pixels(HueImages images)
    {
        var size = 3 * HueImages.Size * HueImages.Size;
        var pixels = new byte[images.Count * size];
        for (var i = 0; i < images.Count; i++)
            images.CopyPixels(i, pixels.AsSpan(i * size, size));
        return pixels;
    }
}
