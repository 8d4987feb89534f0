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

    [TestCase(0.0)]
    [TestCase(0.1)]
    public void AveragesOverTheLabelledSamplesAlone(double smoothing)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[] { 1, 2, 0, 3, -1, 0.5, 9, 9, 9, -2, 0, 2 }).reshape(4, 3).requires_grad_();
        var loss = CrossEntropy.Loss(logits, tensor(new long[] { 2, CrossEntropy.Unlabelled, -1, 0 }), smoothing);
        loss.backward();
        var expected = (Naive([1, 2, 0], 2, smoothing) + Naive([-2, 0, 2], 0, smoothing)) / 2;
        Assert.That(loss.ToDouble(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(logits.grad!.slice(0, 1, 3, 1).data<double>().ToArray(), Is.All.Zero);
        Assert.That(logits.grad!.slice(0, 0, 1, 1).data<double>().ToArray(), Is.All.Not.Zero);
    }

    [Test]
    public void IsZeroWithAZeroGradientWhenNothingIsLabelled()
    {
        using var scope = NewDisposeScope();
        var logits = ones(2, 3).requires_grad_();
        var loss = CrossEntropy.Loss(logits, tensor(new long[] { -1, -1 }), 0.1);
        loss.backward();
        Assert.That(loss.ToSingle(), Is.Zero);
        Assert.That(logits.grad!.data<float>().ToArray(), Is.All.Zero);
    }

    private static double Naive(double[] logits, long label, double smoothing)
    {
        var logSum = Math.Log(logits.Sum(Math.Exp));
        return -logits.Select((z, k) => (((k == label ? 1 - smoothing : 0) + (smoothing / logits.Length)) * (z - logSum))).Sum();
    }
}
