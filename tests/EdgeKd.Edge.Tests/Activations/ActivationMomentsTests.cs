using EdgeKd.Data;
using EdgeKd.Onnx;

namespace EdgeKd.Edge.Tests.Activations;

[TestFixture]
public class ActivationMomentsTests
{
    private static readonly Normalization Unit = new([0, 0, 0], [1, 1, 1]);

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    /// <summary>More images than a batch holds, once with one place a channel (a pooled feature) and once with several.</summary>
    [TestCase("flat"), TestCase("copy")]
    public void Moments_are_those_of_all_images_and_places(string tensor)
    {
        var model = new TestModel().Build();
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = "copy", Input = { "input" }, Output = { "copy" } });
        model.Graph.Output.Add(new ValueInfoProto { Name = tensor });
        var path = TestModel.Save(model, _folder, $"{tensor}.onnx");
        using var images = new MemoryImages(70, 4, 5, 7);

        var moments = ActivationMoments.Of(path, tensor, images, Unit);

        var values = new Dictionary<int, List<double>>();
        foreach (var image in Enumerable.Range(0, 70))
        {
            for (var channel = 0; channel < 3; channel++)
            {
                for (var place = 0; place < 20; place++)
                {
                    var key = tensor == "copy" ? channel : (channel * 20) + place;
                    if (!values.TryGetValue(key, out var of))
                        values.Add(key, of = []);
                    of.Add(MemoryImages.Pixel(image, (place * 3) + channel) / 255.0);
                }
            }
        }

        Assert.That(moments.Means, Has.Count.EqualTo(values.Count));
        foreach (var (key, of) in values)
        {
            Assert.That(moments.Means[key], Is.EqualTo(of.Average()).Within(1e-6), $"mean {key}");
            Assert.That(moments.StandardDeviations[key], Is.EqualTo(Math.Sqrt(of.Average(value => Math.Pow(value - of.Average(), 2)))).Within(1e-6), $"deviation {key}");
        }
    }

    [Test]
    public void The_same_images_give_the_same_bits()
    {
        var model = new TestModel().Build();
        model.Graph.Output.Add(new ValueInfoProto { Name = "flat" });
        var path = TestModel.Save(model, _folder, "again.onnx");
        using var images = new MemoryImages(40, 4, 5, 7);
        var (first, second) = (ActivationMoments.Of(path, "flat", images, Unit), ActivationMoments.Of(path, "flat", images, Unit));
        Assert.That(second.Means, Is.EqualTo(first.Means));
        Assert.That(second.StandardDeviations, Is.EqualTo(first.StandardDeviations));
    }
}
