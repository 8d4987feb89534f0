using EdgeKd.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

[TestFixture]
public class ExportErrorTests
{
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Part, string Message)> Unwritable = new()
    {
        ["A module without a writer"] = (() => new ModuleWriterTests.Scale(2), "no ONNX writer for a module of type Scale"),
        ["A module deep inside"] = (() => nn.Sequential(("a", nn.ReLU()), ("b", nn.Sequential(("c", new ModuleWriterTests.Scale(2))))), "part.b.c: there is no"),
        ["Channels that do not fit"] = (() => nn.Conv2d(5, 4, 3), "takes N×5×H×W and gets N×3×8×8"),
        ["A kernel larger than the image"] = (() => nn.Conv2d(3, 4, 9), "does not fit into N×3×8×8"),
        ["Padding by more than the image reflects"] = (() => nn.Conv2d(3, 4, 3, padding: 8, padding_mode: PaddingModes.Reflect), "by 8 with Reflect"),
        ["Padding by more than the image"] = (() => nn.Conv2d(3, 4, 3, padding: 9, padding_mode: PaddingModes.Circular), "by 9 with Circular"),
        ["Branches of different sizes"] = (() => new Concatenation(nn.Conv2d(3, 4, 3), nn.Conv2d(3, 4, 1)), "side by side"),
        ["A body of another shape than its input"] = (() => new Residual(nn.Conv2d(3, 4, 1)), "cannot be added"),
        ["A module in a branch"] = (() => new Concatenation(nn.ReLU(), nn.Sequential(("c", new ModuleWriterTests.Scale(2)))), "part.1.c: there is no"),
        ["A module in a residual"] = (() => new Residual(nn.Sequential(("c", new ModuleWriterTests.Scale(2)))), "part.body.c: there is no"),
        ["Normalisation of other channels"] = (() => nn.BatchNorm2d(5), "takes 5 channels"),
        ["Normalisation without statistics"] = (() => nn.BatchNorm2d(3, track_running_stats: false), "running statistics"),
        ["Folding other channels"] = (() => nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(5)), "5 channels"),
        ["A linear layer on images"] = (() => nn.Linear(8, 4), "put a Flatten before it"),
        ["Pooling windows of different sizes"] = (() => nn.AdaptiveAvgPool2d(3), "different sizes"),
        ["Pooling of vectors"] = (() => nn.Sequential(nn.Flatten(), nn.AdaptiveAvgPool2d(1)), "takes N×C×H×W"),
        ["Flattening the batch"] = (() => nn.Flatten(0, 1), "batch"),
        ["Softmax over the batch"] = (() => nn.Softmax(0), "batch"),
    };

    private static IEnumerable<string> Cases => Unwritable.Keys;

    [TestCaseSource(nameof(Cases))]
    public void The_error_names_the_module_and_the_reason(string name)
    {
        var (part, message) = Unwritable[name];
        using var network = nn.Sequential(("part", part()), ("flatten", nn.Flatten()));
        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8 }))!;
        Assert.That(error.Message, Does.StartWith("part").And.Contain(message).And.Not.Contain("\n"));
        Assert.That(error.ModulePath, Does.StartWith("part"));
    }

    [Test]
    public void An_output_that_is_no_row_of_logits_is_refused()
    {
        using var network = nn.Sequential(("relu", nn.ReLU()));
        Assert.That(() => OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8 }),
            Throws.TypeOf<OnnxExportException>().With.Message.Contains("N×3×8×8"));
    }

    [Test]
    public void Weights_that_are_no_numbers_are_refused()
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("flatten", nn.Flatten()));
        using (no_grad())
            nn.init.constant_(network.parameters().First(), double.NaN);
        Assert.That(() => OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8 }),
            Throws.TypeOf<OnnxExportException>().With.Message.Contains("conv: its weight"));
    }

    [TestCase(0, 8, 3)]
    [TestCase(8, 0, 3)]
    [TestCase(8, 8, 0)]
    public void An_input_without_pixels_is_refused(int height, int width, int channels)
    {
        using var network = nn.Flatten();
        Assert.That(() => OnnxExporter.Export(network, new ExportOptions { Height = height, Width = width, Channels = channels }), Throws.ArgumentException);
    }

    [TestCase("", "logits")]
    [TestCase("input", "")]
    [TestCase("x", "x")]
    public void Names_that_are_empty_or_equal_are_refused(string input, string output)
    {
        using var network = nn.Flatten();
        Assert.That(() => OnnxExporter.Export(network, new ExportOptions { Height = 8, Width = 8, InputName = input, OutputName = output }), Throws.ArgumentException);
    }
}
