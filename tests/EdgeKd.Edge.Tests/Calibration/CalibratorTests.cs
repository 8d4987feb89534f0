using EdgeKd.Data;
using EdgeKd.Onnx;

namespace EdgeKd.Edge.Tests.Calibration;

[TestFixture]
public class CalibratorTests
{
    private static readonly Normalization Half = new([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);
    private static readonly string[] Tensors = ["input", "flat", "logits"];

    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [TestCase(1, 1), TestCase(31, 2), TestCase(77, 3)]
    public void Ends_and_histograms_are_those_of_all_images(int count, int threads)
    {
        using var images = new MemoryImages(count, 4, 5, 7);
        var inputs = Enumerable.Range(0, count).Select(i => Input(images, i)).ToArray();
        var logits = inputs.SelectMany(input => _model.Logits(input)).ToArray();

        var result = Calibrator.Run(Probed(), Tensors, images, Half, new CalibrationOptions { Threads = threads });

        var ranges = result.Ranges(CalibrationMethod.MinMax);
        Assert.That(result.Images, Is.EqualTo(count));
        Assert.That(ranges["input"], Is.EqualTo(new TensorRange(inputs.Min(i => i.Min()), inputs.Max(i => i.Max()))));
        Assert.That(ranges["flat"], Is.EqualTo(ranges["input"]));
        Assert.That(ranges["logits"].Min, Is.EqualTo(Math.Min(0, logits.Min())).Within(1e-4));
        Assert.That(ranges["logits"].Max, Is.EqualTo(Math.Max(0, logits.Max())).Within(1e-4));
        foreach (var method in Enum.GetValues<CalibrationMethod>())
        {
            var expected = new ActivationHistogram(inputs.Min(i => i.Min()), inputs.Max(i => i.Max()), 2048);
            Array.ForEach(inputs, input => expected.Add(input));
            Assert.That(result.Ranges(method).Keys, Is.EqualTo(Tensors), "files of ranges have one order");
            Assert.That(result.Ranges(method)["input"], Is.EqualTo(RangeEstimation.Of(expected, method)), $"{method}");
        }
    }

    [Test]
    public void Batches_and_threads_change_nothing()
    {
        using var images = new MemoryImages(70, 4, 5, 7);
        var one = new TestModel { Batch = 1 };
        var single = Calibrator.Run(Probed(one.Build(), "single.onnx"), Tensors, images, Half);
        var many = Calibrator.Run(Probed(), Tensors, images, Half, new CalibrationOptions { Threads = 4 });
        foreach (var tensor in new[] { "input", "flat" })
            Assert.That(many.Ranges(CalibrationMethod.Entropy)[tensor], Is.EqualTo(single.Ranges(CalibrationMethod.Entropy)[tensor]));
    }

    [Test]
    public void Ends_alone_take_one_pass()
    {
        using var images = new MemoryImages(40, 4, 5, 7);
        List<int> done = [];
        var result = Calibrator.Run(Probed(), Tensors, images, Half, new CalibrationOptions { WithHistograms = false }, new Collect(done));

        Assert.That(done, Is.EqualTo(new[] { 32, 40 }));
        Assert.That(result.Ranges(CalibrationMethod.MinMax), Has.Count.EqualTo(3));
        Assert.That(() => result.Ranges(CalibrationMethod.Entropy), Throws.InvalidOperationException);
    }

    [TestCase(float.NaN, "NaN"), TestCase(float.PositiveInfinity, "∞")]
    public void What_is_not_finite_is_an_error_that_names_tensor_and_images(float weight, string shown)
    {
        using var images = new MemoryImages(3, 4, 5, 7);
        var model = _model.Build();
        model.Graph.Initializer.Single(tensor => tensor.Name == "b").FloatData[2] = weight;
        var path = Probed(model, $"broken-{shown}.onnx");

        Assert.That(() => Calibrator.Run(path, Tensors, images, Half), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
            $"{path}: tensor 'logits' is not finite ({weight}) for an image of memory/0000 to memory/0002; the weights or the normalisation are broken."));
    }

    [Test]
    public void A_tensor_that_is_no_output_is_an_error()
    {
        using var images = new MemoryImages(3, 4, 5, 7);
        var path = _model.Save(_folder, "plain.onnx");
        Assert.That(() => Calibrator.Run(path, Tensors, images, Half), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
            $"{path}: 'flat' is no float32 output of the model; make it one."));
    }

    [Test]
    public void Without_images_there_is_nothing_to_calibrate_on()
    {
        using var images = new MemoryImages(0, 4, 5, 7);
        Assert.That(() => Calibrator.Run(Probed(), Tensors, images, Half), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("no image"));
    }

    [Test]
    public void It_stops_when_told()
    {
        using var images = new MemoryImages(3, 4, 5, 7);
        Assert.That(() => Calibrator.Run(Probed(), Tensors, images, Half, cancellation: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private string Probed(ModelProto? model = null, string name = "probed.onnx")
    {
        model ??= _model.Build();
        model.Graph.Output.Add(new ValueInfoProto { Name = "flat" });
        return TestModel.Save(model, _folder, name);
    }

    private static float[] Input(MemoryImages images, int index)
    {
        var pixels = new byte[4 * 5 * 3];
        images.CopyPixels(index, pixels);
        var input = new float[pixels.Length];
        Preprocessing.ToModelInput(pixels, 4, 5, Half, input);
        return input;
    }

    private sealed class Collect(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
