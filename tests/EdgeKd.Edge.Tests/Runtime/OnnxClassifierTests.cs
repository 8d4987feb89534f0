using EdgeKd.Data;
using EdgeKd.Onnx;

namespace EdgeKd.Edge.Tests.Runtime;

[TestFixture]
public class OnnxClassifierTests
{
    [TestCase(1, 1)]
    [TestCase(3, 1)]
    [TestCase(64, 2)]
    public void Computes_the_logits(int count, int threads)
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel();
        using var model = OnnxClassifier.Open(linear.Save(folder), new RuntimeOptions { Threads = threads });
        var images = Enumerable.Range(0, count * linear.InputLength).Select(i => MathF.Cos(i)).ToArray();
        var logits = model.Run(images, count);
        Assert.That(logits, Has.Length.EqualTo(count * 7));
        for (var i = 0; i < count; i++)
        {
            var expected = linear.Logits(images.AsSpan(i * linear.InputLength, linear.InputLength));
            Assert.That(logits.Skip(i * 7).Take(7), Is.EqualTo(expected).Within(1e-4));
        }
    }

    [Test]
    public void Shows_shape_and_metadata()
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel
        {
            Classes = 2,
            Metadata =
            {
                [MetadataKeys.Labels] = """["cat","dög"]""",
                [MetadataKeys.Mean] = "[0.1,0.2,0.3]",
                [MetadataKeys.StandardDeviation] = "[0.5,0.6,0.7]",
                ["other"] = "kept",
            },
        };
        using var model = OnnxClassifier.Open(linear.Save(folder));
        Assert.Multiple(() =>
        {
            Assert.That((model.Channels, model.Height, model.Width, model.ClassCount), Is.EqualTo((3, 4, 5, 2)));
            Assert.That(model.Labels, Is.EqualTo(new[] { "cat", "dög" }));
            Assert.That(model.Normalization, Is.EqualTo(new Normalization([0.1f, 0.2f, 0.3f], [0.5f, 0.6f, 0.7f])));
            Assert.That(model.Metadata["other"], Is.EqualTo("kept"));
            Assert.That(model.LoadMs, Is.GreaterThan(0));
        });
    }

    [Test]
    public void Metadata_says_how_images_are_resized()
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel { Metadata = { [MetadataKeys.ShorterSide] = "9", [MetadataKeys.Interpolation] = "bicubic" } };
        using var model = OnnxClassifier.Open(linear.Save(folder));
        Assert.That((model.TakesPixels, model.ShorterSide, model.Interpolation), Is.EqualTo((false, 9, Interpolation.Bicubic)));
        using var silent = OnnxClassifier.Open(new TestModel().Save(folder, "silent.onnx"));
        Assert.That((silent.ShorterSide, silent.Interpolation), Is.EqualTo((5, Interpolation.Bilinear)));
    }

    [TestCase(MetadataKeys.ShorterSide, "4", "instead of 5 to 16384")]
    [TestCase(MetadataKeys.ShorterSide, "99999999", "instead of 5 to 16384")]
    [TestCase(MetadataKeys.ShorterSide, "many", "'many'")]
    [TestCase(MetadataKeys.Interpolation, "nearest", "instead of bilinear or bicubic")]
    public void Metadata_of_resizing_that_makes_no_sense_is_refused(string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        var path = new TestModel { Metadata = { [key] = value } }.Save(folder);
        Assert.That(() => OnnxClassifier.Open(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [TestCase(null, "does not name")]
    [TestCase("[4]", "two sides")]
    [TestCase("[0,4]", "two sides")]
    [TestCase("[4,99999]", "two sides")]
    [TestCase("{}", "JSON array")]
    public void A_model_that_takes_pixels_has_to_say_what_it_cuts_out(string? size, string message)
    {
        using var folder = new TemporaryFolder();
        var path = TestModel.Save(Pixels(size), folder);
        Assert.That(() => OnnxClassifier.Open(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void Accuracy_and_latency_give_pixels_to_a_model_that_takes_them()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(TestModel.Save(Pixels("[4,4]"), folder));
        using var set = new MemoryImages(20, 6, 8, 3);
        var normalization = new Normalization([0.5f, 0.5f, 0.5f], [0.1f, 0.1f, 0.1f]);
        var accuracy = AccuracyRunner.Run(model, set, normalization, threads: 2, keepLogits: true);
        for (var i = 0; i < set.Count; i++)
        {
            var pixels = new byte[6 * 8 * 3];
            set.CopyPixels(i, pixels);
            double[] means = [.. Enumerable.Range(0, 3).Select(c => pixels.Where((_, at) => at % 3 == c).Average(p => (double)p))];
            Assert.That(accuracy.Logits!.Skip(3 * i).Take(3), Is.EqualTo(means).Within(1e-3), $"image {i}: the model sees bytes, not normalised");
        }

        Assert.That(LatencyRunner.Run(model, new LatencyOptions { WarmUpRuns = 0, MinRuns = 3, MinSeconds = 0 }, set, normalization).Runs, Is.EqualTo(3));
        Assert.That(() => LatencyRunner.Run(model, LatencyOptions.Quick, [new float[48]]), Throws.ArgumentException.With.Message.Contains("takes pixels"));
    }

    // The logits are the means of the three channels.
    private static ModelProto Pixels(string? cropSize)
    {
        var input = TestModel.Value("input", [0, 0, 0, 3], TensorProto.Types.DataType.Uint8);
        foreach (var (dimension, name) in input.Type.TensorType.Shape.Dim.Zip(["N", "H", "W"]))
            dimension.DimParam = name;
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
            Graph = new GraphProto
            {
                Name = "means",
                Node =
                {
                    new NodeProto { OpType = "Cast", Name = "cast", Input = { "input" }, Output = { "numbers" }, Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)TensorProto.Types.DataType.Float } } },
                    new NodeProto { OpType = "ReduceMean", Name = "mean", Input = { "numbers" }, Output = { "logits" }, Attribute = { new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 1, 2 } }, new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = 0 } } },
                },
                Input = { input },
                Output = { TestModel.Value("logits", [0, 3]) },
            },
        };
        if (cropSize is not null)
            model.MetadataProps.Add(new StringStringEntryProto { Key = MetadataKeys.CropSize, Value = cropSize });
        return model;
    }

    [Test]
    public void A_model_without_metadata_has_no_labels_and_no_normalization()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        Assert.That(model.Labels, Is.Empty);
        Assert.That(() => model.Normalization, Throws.TypeOf<InvalidDataException>().With.Message.Contains("edgekd.mean"));
    }

    [TestCase(MetadataKeys.Labels, "[\"one\"]")]
    [TestCase(MetadataKeys.Labels, "[1,2,3,4,5,6,7]")]
    [TestCase(MetadataKeys.Labels, "[null,\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]")]
    [TestCase(MetadataKeys.Labels, "null")]
    [TestCase(MetadataKeys.Labels, "[")]
    [TestCase(MetadataKeys.Mean, "[1,2]")]
    [TestCase(MetadataKeys.Mean, "\"x\"")]
    [TestCase(MetadataKeys.StandardDeviation, "[1,0,1]")]
    [TestCase(MetadataKeys.StandardDeviation, "[1,1e999,1]")]
    public void Malformed_metadata_is_one_line(string key, string value)
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel
        {
            Metadata = { [MetadataKeys.Mean] = "[0,0,0]", [MetadataKeys.StandardDeviation] = "[1,1,1]" },
        };
        linear.Metadata[key] = value;
        RequireOneLine(() => OnnxClassifier.Open(linear.Save(folder)), "model.onnx");
    }

    [TestCase(59, 1)]
    [TestCase(61, 1)]
    [TestCase(60, 2)]
    [TestCase(0, 1)]
    public void An_input_of_another_length_is_refused(int length, int count)
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        Assert.That(() => model.Run(new float[length], count),
            Throws.ArgumentException.With.Message.Contains($"{count * 60}").And.Message.Contains($"{length}"));
        Assert.That(() => model.Run([], 0), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void A_batch_larger_than_the_file_fixes_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel { Batch = 1 }.Save(folder));
        Assert.That(() => model.Run(new float[120], 2), Throws.ArgumentException.With.Message.Contains("1 image"));
    }

    [Test]
    public void A_missing_file_is_named() =>
        Assert.That(() => OnnxClassifier.Open("no/such.onnx"), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no/such.onnx"));

    [Test]
    public void Threads_below_one_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = new TestModel().Save(folder);
        Assert.That(() => OnnxClassifier.Open(path, new RuntimeOptions { Threads = 0 }), Throws.InstanceOf<ArgumentException>());
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100)]
    public void A_damaged_file_is_one_line(int length)
    {
        using var folder = new TemporaryFolder();
        var path = new TestModel().Save(folder);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        RequireOneLine(() => OnnxClassifier.Open(path), "model.onnx");
    }

    [Test]
    public void A_model_that_is_no_classifier_says_what_it_is()
    {
        using var folder = new TemporaryFolder();
        var dynamic = new TestModel().Build();
        dynamic.Graph.Input[0] = TestModel.Value("input", [0, 3, 0, 5]);
        RequireOneLine(() => OnnxClassifier.Open(TestModel.Save(dynamic, folder, "dynamic.onnx")), "[?, 3, ?, 5]");

        var wholeNumbers = new TestModel().Build();
        wholeNumbers.Graph.Node.Insert(0, new NodeProto
        {
            OpType = "Cast", Name = "cast", Input = { "bytes" }, Output = { "input" },
            Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 1 } },
        });
        wholeNumbers.Graph.Input[0] = TestModel.Value("bytes", [0, 3, 4, 5], TensorProto.Types.DataType.Uint8);
        RequireOneLine(() => OnnxClassifier.Open(TestModel.Save(wholeNumbers, folder, "bytes.onnx")), "uint8");

        var two = new TestModel().Build();
        two.Graph.Output.Add(TestModel.Value("flat", [0, 60]));
        RequireOneLine(() => OnnxClassifier.Open(TestModel.Save(two, folder, "two.onnx")), "2 outputs");
    }

    [Test]
    public void Several_threads_may_run_one_model()
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel();
        using var model = OnnxClassifier.Open(linear.Save(folder));
        Parallel.For(0, 64, i =>
        {
            var image = Enumerable.Range(0, linear.InputLength).Select(j => MathF.Sin(i + j)).ToArray();
            Assert.That(model.Run(image, 1), Is.EqualTo(linear.Logits(image)).Within(1e-4));
        });
    }

    private static void RequireOneLine(Action action, string part)
    {
        var error = Assert.Throws<InvalidDataException>(action)!;
        Assert.That(error.Message, Does.Contain(part));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }
}
