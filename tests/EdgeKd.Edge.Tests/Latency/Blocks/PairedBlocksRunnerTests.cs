using EdgeKd.Data;

namespace EdgeKd.Edge.Tests.Latency.Blocks;

[TestFixture]
public class PairedBlocksRunnerTests
{
    private static readonly BlockOptions Short = new() { Pairs = 6, WarmUpRuns = 1, MinRuns = 12, MinBlockMs = 0 };

    [Test]
    public void Measures_two_files_side_by_side()
    {
        using var folder = new TemporaryFolder();
        using var candidate = OnnxClassifier.Open(new TestModel().Save(folder, "candidate.onnx"));
        using var baseline = OnnxClassifier.Open(new TestModel { Height = 3, Width = 3 }.Save(folder, "baseline.onnx"));
        var told = new List<int>();

        var result = PairedBlocksRunner.Run(new(candidate, Normalization.Symmetric), new(baseline, Normalization.Cifar10), Short,
            new MemoryImages(9, 4, 5, 7), seed: 3, progress: new Told(told));

        Assert.That((result.Candidate.Count, result.Baseline.Count), Is.EqualTo((6, 6)));
        foreach (var block in result.Candidate.Concat(result.Baseline))
        {
            Assert.That(block.Runs, Is.EqualTo(12));
            Assert.That(block.MedianMs, Is.GreaterThan(0).And.LessThanOrEqualTo(block.P90Ms));
            Assert.That(block.PeakBytes is null or > 0);
        }

        Assert.That(told, Is.EqualTo(Enumerable.Range(1, 6)));
    }

    // 64 MB of weights against 4 KB: what else the process does is small against that.
    [Test, Platform("Linux")]
    public void A_model_with_more_weights_has_the_higher_peak_of_memory()
    {
        using var folder = new TemporaryFolder();
        using var candidate = OnnxClassifier.Open(new TestModel { Height = 160, Width = 160, Classes = 218 }.Save(folder, "large.onnx"));
        using var baseline = OnnxClassifier.Open(new TestModel { Classes = 218 }.Save(folder, "small.onnx"));
        Assume.That(AddedMemory.Start(), Is.Not.Null, "this system does not tell the peak of memory");

        var result = PairedBlocksRunner.Run(new(candidate, Normalization.Symmetric), new(baseline, Normalization.Symmetric),
            Short with { Pairs = 2, MinRuns = 2 }, new MemoryImages(3, 160, 160, 218), seed: 3);

        Assert.That(result.Candidate.Select(block => block.PeakBytes), Is.All.GreaterThan(64_000_000L).And.All.LessThan(400_000_000L));
        Assert.That(result.Baseline.Select(block => block.PeakBytes ?? 0), Is.All.LessThan(32_000_000L));
    }

    [Test]
    public void Refuses_images_that_are_smaller_than_a_model_takes()
    {
        using var folder = new TemporaryFolder();
        using var model = OnnxClassifier.Open(new TestModel().Save(folder));
        var subject = new BlockSubject(model, Normalization.Symmetric);
        Assert.That(() => PairedBlocksRunner.Run(subject, subject, Short, new MemoryImages(9, 3, 3, 7), 1),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("4×5"));
    }

    private sealed class Told(List<int> values) : IProgress<int>
    {
        public void Report(int value) => values.Add(value);
    }
}
