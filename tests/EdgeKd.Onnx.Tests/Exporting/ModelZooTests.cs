using EdgeKd.Edge;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

[TestFixture]
public class ModelZooTests
{
    private static IEnumerable<string> Names => ModelZoo.Names;

    [TestCaseSource(nameof(Names))]
    public void Every_network_computes_the_same(string name)
    {
        manual_seed(3);
        // Narrow where there is a width; the deep ones are cheap on small images.
        var narrow = new ModelOptions { Classes = 10, Width = 0.25 };
        using var network = ModelZoo.Create(name, ModelZoo.Misfit(name, narrow) is null ? narrow : narrow with { Width = 1 });
        Exported.RequireSame(network, Exported.Export(network, 16, 16));
    }

    [TestCase(1.0, "cifar", 1, 32)]
    [TestCase(0.5, "cifar", 2, 32)]
    [TestCase(0.5, "imagenet", 2, 64)]
    public void Every_form_of_mobilenetv2_computes_the_same(double width, string stem, int stride, int size)
    {
        manual_seed(3);
        using var network = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 10, Width = width, Stem = stem, Stage2Stride = stride, Dropout = 0.2 });
        Exported.RequireSame(network, Exported.Export(network, size, size));
    }

    [TestCase("mobilenetv3-small", 1.0, "imagenet", 2, 64)]
    [TestCase("mobilenetv3-small", 0.5, "cifar", 1, 32)]
    [TestCase("mobilenetv3-large", 0.5, "imagenet", 2, 64)]
    public void Every_form_of_mobilenetv3_computes_the_same(string name, double width, string stem, int stride, int size)
    {
        manual_seed(3);
        using var network = ModelZoo.Create(name, new ModelOptions { Classes = 10, Width = width, Stem = stem, Stage2Stride = stride, Dropout = 0.2 });
        Exported.RequireSame(network, Exported.Export(network, size, size));
    }

    [Test]
    public void The_memory_layout_of_the_weights_changes_nothing()
    {
        using var network = ModelZoo.Create("resnet8", new ModelOptions { Classes = 5 });
        var before = Exported.Export(network, 16, 16);
        foreach (var conv in network.modules().OfType<Conv2d>())
            conv.weight = nn.Parameter(conv.weight!.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        var after = OnnxExporter.Export(network, new ExportOptions { Height = 16, Width = 16 });
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public void What_is_exported_is_a_classifier_with_its_labels_and_normalization()
    {
        manual_seed(3);
        using var folder = new TemporaryFolder();
        using var network = ModelZoo.Create("mobilenetv2", new ModelOptions { Classes = 3, Width = 0.25 });
        Exported.Unsettle(network);
        OnnxFile.Save(
            OnnxExporter.Export(network, new ExportOptions
            {
                Height = 32, Width = 32, Labels = ["cat", "dög", "\"quoted\""], Mean = [0.1f, 0.2f, 0.3f], StandardDeviation = [0.4f, 0.5f, 0.6f],
                Metadata = new Dictionary<string, string> { ["recipe"] = "r" },
            }),
            folder.File("model.onnx"));
        using var model = OnnxClassifier.Open(folder.File("model.onnx"));
        Assert.Multiple(() =>
        {
            Assert.That((model.Channels, model.Height, model.Width, model.ClassCount), Is.EqualTo((3, 32, 32, 3)));
            Assert.That(model.Labels, Is.EqualTo(new[] { "cat", "dög", "\"quoted\"" }));
            Assert.That(model.Normalization.Mean, Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f }));
            Assert.That(model.Normalization.StandardDeviation, Is.EqualTo(new[] { 0.4f, 0.5f, 0.6f }));
            Assert.That(model.Metadata["recipe"], Is.EqualTo("r"));
            Assert.That(model.Metadata["Image.BitmapPixelFormat"], Is.EqualTo("Rgb8"));
            Assert.That(model.Metadata["Image.NominalPixelRange"], Is.EqualTo("Normalized_0_1"));
        });

        network.eval();
        using var noGradient = no_grad();
        using var images = randn(8, 3, 32, 32);
        using var logits = network.call(images);
        var parity = LogitParity.Compare(logits.data<float>().ToArray(), model.Run(images.data<float>().ToArray(), 8), 3);
        Assert.That(parity.IsWithin(), Is.True, parity.ToString());
    }
}
