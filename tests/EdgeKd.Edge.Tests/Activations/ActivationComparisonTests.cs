using EdgeKd.Data;
using EdgeKd.Onnx;

namespace EdgeKd.Edge.Tests.Activations;

[TestFixture]
public class ActivationComparisonTests
{
    private static readonly Normalization Unit = new([0, 0, 0], [1, 1, 1]);

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [TestCase(1), TestCase(2)]
    public void Differences_are_those_of_the_tensors(int threads)
    {
        using var images = new MemoryImages(45, 4, 5, 7);
        // Each channel is shifted and scaled by its own numbers, so the differences are known from the pixels.
        var path = Shifted([0.5f, -1, 0], [1, 1, 1.25f]);

        var difference = ActivationComparison.Run(path, [new("input", "shifted"), new("input", "input")], images, Unit, threads);

        double signal = 0, noise = 0;
        var means = new double[3];
        foreach (var image in Enumerable.Range(0, 45))
        {
            var pixels = new byte[60];
            images.CopyPixels(image, pixels);
            for (var i = 0; i < 60; i++)
            {
                var x = pixels[i] / 255.0;
                var d = (i % 3) switch { 0 => -0.5, 1 => 1, _ => -0.25 * x };
                means[i % 3] += d / (45 * 20);
                signal += x * x;
                noise += d * d;
            }
        }

        Assert.That(difference[0].ChannelMeans, Is.EqualTo(means).Within(1e-6));
        Assert.That(difference[0].SqnrDb, Is.EqualTo(10 * Math.Log10(signal / noise)).Within(1e-5));
        Assert.That(difference[1].SqnrDb, Is.EqualTo(double.PositiveInfinity));
        Assert.That(difference[1].ChannelMeans, Is.All.Zero);
    }

    [Test]
    public void Tensors_of_other_shapes_are_an_error()
    {
        using var images = new MemoryImages(2, 4, 5, 7);
        Assert.That(() => ActivationComparison.Run(Shifted([0, 0, 0], [1, 1, 1]), [new("input", "logits")], images, Unit),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("'input' and 'logits' have other shapes"));
    }

    private string Shifted(float[] shift, float[] scale)
    {
        var model = new TestModel().Build();
        model.Graph.Initializer.Add(new TensorProto { Name = "shift", DataType = 1, Dims = { 3, 1, 1 }, FloatData = { shift } });
        model.Graph.Initializer.Add(new TensorProto { Name = "scale", DataType = 1, Dims = { 3, 1, 1 }, FloatData = { scale } });
        model.Graph.Node.Add(new NodeProto { OpType = "Mul", Name = "mul", Input = { "input", "scale" }, Output = { "scaled" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Add", Name = "add", Input = { "scaled", "shift" }, Output = { "shifted" } });
        model.Graph.Output.Add(new ValueInfoProto { Name = "shifted" });
        return TestModel.Save(model, _folder, "shifted.onnx");
    }
}
