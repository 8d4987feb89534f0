using EdgeKd.Data;

namespace EdgeKd.Edge.Tests.Accuracy;

[TestFixture]
public class AccuracyRunnerTests
{
    private static readonly Normalization Odd = new([0.4f, 0.5f, 0.6f], [0.2f, 0.25f, 0.3f]);

    [TestCase(1, 4, 5, 1)]
    [TestCase(31, 4, 5, 1)]
    [TestCase(32, 4, 5, 2)]
    [TestCase(33, 4, 5, 2)]
    [TestCase(200, 4, 5, 3)]
    [TestCase(70, 9, 6, 2)]
    public void Counts_as_a_naive_second_implementation(int count, int height, int width, int threads)
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel();
        using var model = OnnxClassifier.Open(linear.Save(folder));
        using var set = new MemoryImages(count, height, width, linear.Classes);
        var result = AccuracyRunner.Run(model, set, Odd, threads, keepLogits: true);

        var (top1, top5) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var logits = linear.Logits(NaiveInput(set, i, linear));
            var order = Enumerable.Range(0, logits.Length).OrderByDescending(k => logits[k]).ToList();
            var label = set.LabelOf(i);
            top1 += order[0] == label ? 1 : 0;
            top5 += order.Take(5).Contains(label) ? 1 : 0;
            Assert.That(result.Labels[i], Is.EqualTo(label));
            Assert.That(result.Predictions[i], Is.EqualTo(order[0]));
            Assert.That(result.Logits!.Skip(i * logits.Length).Take(logits.Length), Is.EqualTo(logits).Within(1e-4));
        }

        Assert.That(result.Count, Is.EqualTo(count));
        Assert.That(result.Top1, Is.EqualTo((double)top1 / count));
        Assert.That(result.Top5, Is.EqualTo((double)top5 / count));
        Assert.That(result.PerClassRecall.Sum(c => c.Correct), Is.EqualTo(top1));
        Assert.That(result.PerClassRecall.Sum(c => c.Count), Is.EqualTo(count));
        Assert.That(result.PerClassRecall.Where(c => c.Count == 0).Select(c => c.Recall), Is.All.Null);
    }

    [Test]
    public void Threads_change_nothing()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        using var set = new MemoryImages(150, 4, 5, 7);
        var one = AccuracyRunner.Run(model, set, Odd, 1, keepLogits: true);
        var four = AccuracyRunner.Run(model, set, Odd, 4, keepLogits: true);
        Assert.That(four.Logits, Is.EqualTo(one.Logits));
        Assert.That(four.Predictions, Is.EqualTo(one.Predictions));
        Assert.That(AccuracyRunner.Run(model, set, Odd).Logits, Is.Null);
    }

    [Test]
    public void A_model_of_batch_one_answers_the_same()
    {
        using var folder = new TemporaryFolder();
        using var free = OnnxClassifier.Open(new TestModel().Save(folder, "free.onnx"));
        using var one = OnnxClassifier.Open(new TestModel { Batch = 1 }.Save(folder, "one.onnx"));
        using var set = new MemoryImages(40, 4, 5, 7);
        Assert.That(AccuracyRunner.Run(one, set, Odd).Predictions, Is.EqualTo(AccuracyRunner.Run(free, set, Odd).Predictions));
    }

    [Test]
    public void A_logit_that_is_no_number_names_its_image()
    {
        using var folder = new TemporaryFolder();
        var proto = new TestModel().Build();
        proto.Graph.Initializer[1].FloatData[3] = float.NaN;
        using var model = OnnxClassifier.Open(TestModel.Save(proto, folder));
        using var set = new MemoryImages(200, 4, 5, 7);
        foreach (var threads in new[] { 1, 4, 4, 4 })
        {
            Assert.That(() => AccuracyRunner.Run(model, set, Odd, threads),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("logit 3").And.Message.Contains("memory/0000"));
        }
    }

    [TestCase(-1)]
    [TestCase(7)]
    public void A_label_out_of_range_names_its_image(int label)
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        using var set = new MemoryImages(40, 4, 5, 7) { Label = i => i == 37 ? label : 0 };
        Assert.That(() => AccuracyRunner.Run(model, set, Odd, 2),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("memory/0037"));
    }

    [TestCase(3, 5, 7, "3×5")]
    [TestCase(4, 4, 7, "4×4")]
    [TestCase(4, 5, 8, "8")]
    public void A_set_that_does_not_fit_is_refused_with_both_numbers(int height, int width, int classes, string actual)
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        using var set = new MemoryImages(5, height, width, classes);
        Assert.That(() => AccuracyRunner.Run(model, set, Odd),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(actual).And.Message.Contains(classes == 7 ? "4×5" : "7"));
    }

    [Test]
    public void Classes_in_another_order_are_refused()
    {
        using var folder = new TemporaryFolder();
        var linear = new TestModel { Classes = 2, Metadata = { [MetadataKeys.Labels] = """["cat","dog"]""" } };
        using var model = OnnxClassifier.Open(linear.Save(folder));
        using var right = new MemoryImages(3, 4, 5, 2) { ClassNames = ["cat", "dog"] };
        using var wrong = new MemoryImages(3, 4, 5, 2) { ClassNames = ["dog", "cat"] };
        Assert.That(() => AccuracyRunner.Run(model, right, Odd), Throws.Nothing);
        Assert.That(() => AccuracyRunner.Run(model, wrong, Odd), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'cat'"));
    }

    [Test]
    public void Progress_ends_at_the_count_and_cancelling_stops()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        using var set = new MemoryImages(70, 4, 5, 7);
        var reports = new List<int>();
        AccuracyRunner.Run(model, set, Odd, progress: new Direct(reports.Add));
        Assert.That(reports, Is.EqualTo(new[] { 32, 64, 70 }));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.That(() => AccuracyRunner.Run(model, set, Odd, cancellation: stopped.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Direct(Action<int> action) : IProgress<int>
    {
        public void Report(int value) => action(value);
    }

    private static float[] NaiveInput(MemoryImages set, int index, TestModel model)
    {
        var input = new float[model.InputLength];
        var (top, left) = ((set.Height - model.Height) / 2, (set.Width - model.Width) / 2);
        for (var c = 0; c < 3; c++)
        for (var y = 0; y < model.Height; y++)
        for (var x = 0; x < model.Width; x++)
        {
            var pixel = MemoryImages.Pixel(index, ((y + top) * set.Width + x + left) * 3 + c);
            input[(c * model.Height + y) * model.Width + x] = (pixel / 255f - Odd.Mean[c]) / Odd.StandardDeviation[c];
        }

        return input;
    }
}
