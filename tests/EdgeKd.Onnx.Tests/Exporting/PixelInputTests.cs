using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx.Tests.Schema;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>What the graph makes of pixels is what the loader makes of them.</summary>
[TestFixture]
public class PixelInputTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    // Height and width: portrait, landscape, square, smaller than the target, one pixel, long and thin.
    private static readonly (int Height, int Width)[] Sizes =
        [(48, 64), (64, 48), (101, 67), (67, 101), (40, 40), (36, 36), (32, 32), (20, 31), (31, 20), (1, 1), (1, 9), (9, 1), (2, 300), (300, 2), (333, 500), (240, 41)];

    private static ExportOptions Options(int opset, int side, int size, Interpolation interpolation) => new()
    {
        Height = size,
        Width = size,
        Opset = opset,
        Input = InputForm.Pixels,
        Resizing = new ImageResizing(side, interpolation),
        Mean = Mean,
        StandardDeviation = Deviation,
    };

    [TestCase(18, 36, 32, Interpolation.Bilinear)]
    [TestCase(21, 36, 32, Interpolation.Bilinear)]
    [TestCase(21, 37, 32, Interpolation.Bilinear)]
    [TestCase(18, 32, 32, Interpolation.Bilinear)]
    [TestCase(18, 36, 32, Interpolation.Bicubic)]
    [TestCase(21, 37, 32, Interpolation.Bicubic)]
    public void The_network_sees_the_pixels_of_the_loader(int opset, int side, int size, Interpolation interpolation)
    {
        // Its logits are its input.
        using var network = nn.Sequential(("flatten", nn.Flatten()));
        var proto = OnnxExporter.Export(network, Options(opset, side, size, interpolation));
        Assert.That(SchemaCheck.Violations(proto.ToByteArray()), Is.Empty);
        Exported.RequireLoads(proto);
        using var folder = new TemporaryFolder();
        OnnxFile.Save(proto, folder.File("model.onnx"));
        using var model = OnnxClassifier.Open(folder.File("model.onnx"));
        Assert.That((model.TakesPixels, model.Height, model.Width, model.ShorterSide, model.Interpolation), Is.EqualTo((true, size, size, side, interpolation)));
        foreach (var (height, width) in Sizes)
        {
            var image = Picture(height, width);
            var expected = FromLoader(image, side, size, interpolation);
            var actual = model.RunPixels(image.Pixels, 1, height, width);
            // In levels of 8 bits: the runtime's float32 weights may round the other way where two levels are equally near.
            float[] differences = [.. actual.Zip(expected, (x, y) => Math.Abs(x - y)).Select((difference, i) => difference * 255 * Deviation[i / (size * size)])];
            Assert.That(differences.Max(), Is.LessThan(1.001), $"{height}×{width}");
            Assert.That(differences.Count(difference => difference > 1e-3), Is.LessThan(differences.Length / 10), $"{height}×{width}");
        }
    }

    // What needs no resizing is the loader's input bit by bit; elsewhere single levels of single pixels make up to a hundredth of the logits.
    [TestCase(36, 36, LogitParity.Tolerance)]
    [TestCase(36, 90, LogitParity.Tolerance)]
    [TestCase(53, 71, LogitParity.PixelTolerance)]
    [TestCase(101, 67, LogitParity.PixelTolerance)]
    [TestCase(20, 31, LogitParity.PixelTolerance)]
    [TestCase(1, 1, LogitParity.PixelTolerance)]
    public void Logits_of_a_batch_are_those_of_the_loaders_input(int height, int width, double tolerance)
    {
        manual_seed(5);
        using var network = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 7, Width = 0.25 });
        Exported.Unsettle(network);
        network.eval();
        using var folder = new TemporaryFolder();
        OnnxFile.Save(OnnxExporter.Export(network, Options(18, 36, 32, Interpolation.Bilinear)), folder.File("model.onnx"));
        using var model = OnnxClassifier.Open(folder.File("model.onnx"));
        DecodedImage[] images = [.. Enumerable.Range(0, 7).Select(i => Picture(height, width, i))];
        var logits = model.RunPixels(images.SelectMany(image => image.Pixels).ToArray(), images.Length, height, width);
        using var noGradient = no_grad();
        using var input = tensor(images.SelectMany(image => FromLoader(image, 36, 32, Interpolation.Bilinear)).ToArray(), [7, 3, 32, 32]);
        using var expected = network.call(input);
        var parity = LogitParity.Compare(expected.data<float>().ToArray(), logits, 7);
        Assert.That(parity.IsWithin(tolerance), parity.ToString());
    }

    [Test]
    public void The_model_says_what_it_takes()
    {
        using var network = nn.Sequential(("flatten", nn.Flatten()));
        var model = OnnxExporter.Export(network, Options(18, 36, 32, Interpolation.Bicubic));
        Assert.That(OnnxSummary.Describe(model).Inputs, Is.EqualTo(new[] { "input: uint8 [N, H, W, 3]" }));
        var metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Multiple(() =>
        {
            Assert.That(metadata[MetadataKeys.PixelRange], Is.EqualTo("NominalRange_0_255"));
            Assert.That(metadata[MetadataKeys.ShorterSide], Is.EqualTo("36"));
            Assert.That(metadata[MetadataKeys.Interpolation], Is.EqualTo("bicubic"));
            Assert.That(metadata[MetadataKeys.CropSize], Is.EqualTo("[32,32]"));
        });
    }

    private static readonly Dictionary<string, (Func<ExportOptions, ExportOptions> Change, string Message)> Unusable = new()
    {
        ["An operator set without antialiasing"] = (o => o with { Opset = 17 }, "choose 18 to 21"),
        ["An input that is no square"] = (o => o with { Width = 24 }, "make the input square"),
        ["One channel"] = (o => o with { Channels = 1 }, "RGB"),
        ["No size to resize to"] = (o => o with { Resizing = null }, "Resizing"),
        ["No normalisation"] = (o => o with { Mean = [] }, "Mean"),
        ["A side shorter than the input"] = (o => o with { Resizing = new ImageResizing(31) }, "31 pixels"),
    };

    private static IEnumerable<string> UnusableCases => Unusable.Keys;

    [TestCaseSource(nameof(UnusableCases))]
    public void What_cannot_be_exported_is_refused(string name)
    {
        var (change, message) = Unusable[name];
        using var network = nn.Sequential(("flatten", nn.Flatten()));
        Assert.That(() => OnnxExporter.Export(network, change(Options(18, 36, 32, Interpolation.Bilinear))), Throws.ArgumentException.With.Message.Contains(message));
    }

    [Test]
    public void Pixels_are_not_given_to_a_model_of_numbers_nor_the_other_way_round()
    {
        using var folder = new TemporaryFolder();
        using var network = nn.Sequential(("flatten", nn.Flatten()));
        OnnxFile.Save(OnnxExporter.Export(network, Options(18, 8, 8, Interpolation.Bilinear)), folder.File("pixels.onnx"));
        OnnxFile.Save(OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8 }), folder.File("tensor.onnx"));
        using var pixels = OnnxClassifier.Open(folder.File("pixels.onnx"));
        using var numbers = OnnxClassifier.Open(folder.File("tensor.onnx"));
        Assert.That(() => pixels.Run(new float[192], 1), Throws.ArgumentException.With.Message.Contains("takes pixels"));
        Assert.That(() => numbers.RunPixels(new byte[192], 1, 8, 8), Throws.ArgumentException.With.Message.Contains("takes normalised numbers"));
        Assert.That(() => pixels.RunPixels(new byte[6 << 20], 1, 1, 2 << 20), Throws.TypeOf<InvalidDataException>().With.Message.Contains("too long and thin"));
        Assert.That(() => pixels.RunPixels(new byte[191], 1, 8, 8), Throws.ArgumentException.With.Message.Contains("192 bytes"));
    }

    private static float[] FromLoader(DecodedImage image, int side, int size, Interpolation interpolation)
    {
        var input = new float[3 * size * size];
        Preprocessing.ToModelInput(ImageDecoder.ResizeAndCrop(image, side, size, interpolation).Pixels, size, size, new Normalization(Mean, Deviation), input);
        return input;
    }

    private static DecodedImage Picture(int height, int width, int seed = 0)
    {
        var pixels = new byte[height * width * 3];
        new Random(height * 1009 + width + seed).NextBytes(pixels);
        return new DecodedImage(height, width, pixels);
    }
}
