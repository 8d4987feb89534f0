using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class CrossEntropyTests
{
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new KdVectors(type);
        vectors.AssertMatches("ce", logits => CrossEntropy.Loss(logits, vectors.Labels));
    }

    [TestCase(0.0)]
    [TestCase(0.1)]
    [TestCase(0.9)]
    public void MatchesTheSmoothedTargetsWrittenOut(double smoothing)
    {
        using var scope = NewDisposeScope();
        using var vectors = new KdVectors(ScalarType.Float64);
        var logits = vectors.Of("student_logits");
        var rows = logits.data<double>().ToArray().Chunk(100).ToArray();
        var labels = vectors.Labels.data<long>().ToArray();
        var expected = rows.Zip(labels, (row, label) => Naive(row, label, smoothing)).Average();
        Assert.That(CrossEntropy.Loss(logits, vectors.Labels, smoothing).ToDouble(), Is.EqualTo(expected).Within(1e-12));
    }

    private static double Naive(double[] logits, long label, double smoothing)
    {
        var logSum = Math.Log(logits.Sum(Math.Exp));
        return -logits.Select((z, k) => (((k == label ? 1 - smoothing : 0) + (smoothing / logits.Length)) * (z - logSum))).Sum();
    }
}
