using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

[TestFixture]
public class ModelMetadataTests
{
    private static readonly ExportOptions Options = new() { Height = 8, Width = 8 };

    private static SortedDictionary<string, string> Entries(ExportOptions options)
    {
        using var network = nn.Flatten();
        var model = OnnxExporter.Export(network, options);
        Assert.That(model.MetadataProps.Select(p => p.Key), Is.Unique.And.Ordered.Using<string>(StringComparer.Ordinal));
        return new SortedDictionary<string, string>(model.MetadataProps.ToDictionary(p => p.Key, p => p.Value));
    }

    [Test]
    public void Says_how_the_input_is_made() =>
        Assert.That(
            Entries(Options with { Mean = [0.5f, 0.25f, 0], StandardDeviation = [1, 2, 0.1f], Metadata = new Dictionary<string, string> { ["a"] = "b" } }),
            Is.EqualTo(new Dictionary<string, string>
            {
                [MetadataKeys.PixelFormat] = "Rgb8",
                [MetadataKeys.ColorSpaceGamma] = "SRGB",
                [MetadataKeys.PixelRange] = "Normalized_0_1",
                [MetadataKeys.Mean] = "[0.5,0.25,0]",
                [MetadataKeys.StandardDeviation] = "[1,2,0.1]",
                ["a"] = "b",
            }));

    [Test]
    public void Says_nothing_about_what_is_not_given()
    {
        var entries = Entries(Options);
        Assert.That(entries.Keys, Does.Not.Contain(MetadataKeys.Mean).And.Not.Contain(MetadataKeys.Labels));
    }

    [TestCase(new float[] { 1, 2 }, new float[] { 1, 1, 1 })]
    [TestCase(new float[] { 1, 2, 3 }, new float[] { })]
    [TestCase(new float[] { 1, 2, 3 }, new float[] { 1, 0, 1 })]
    [TestCase(new float[] { 1, 2, float.NaN }, new float[] { 1, 1, 1 })]
    public void Half_a_normalization_is_refused(float[] mean, float[] deviation) =>
        Assert.That(() => Entries(Options with { Mean = mean, StandardDeviation = deviation }), Throws.ArgumentException);

    [TestCase("edgekd.labels")]
    [TestCase("image.bitmappixelformat")]
    [TestCase("")]
    public void Keys_of_the_exporter_are_taken(string key) =>
        Assert.That(() => Entries(Options with { Metadata = new Dictionary<string, string> { [key] = "x" } }), Throws.ArgumentException);

    [Test]
    public void As_many_labels_as_classes() =>
        Assert.That(() => Entries(Options with { Labels = ["a"] }), Throws.ArgumentException.With.Message.Contains("192 classes"));
}
