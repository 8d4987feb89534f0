using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

[TestFixture]
internal sealed class LossTests
{
    [Test]
    public void CrossEntropyEqualsItsDefinition()
        => Prop.ForAll<int, double>((seed, share) =>
        {
            var random = new Random(seed);
            var smoothing = double.IsFinite(share) ? Math.Abs(share) % 1 : 0;
            var (n, k) = (random.Next(1, 6), random.Next(2, 7));
            var logits = Enumerable.Range(0, n * k).Select(_ => random.NextDouble() * 10 - 5).ToArray();
            var labels = Enumerable.Range(0, n).Select(_ => (long)random.Next(k)).ToArray();
            using var scope = NewDisposeScope();
            var found = functional.cross_entropy(tensor(logits).reshape(n, k), tensor(labels), label_smoothing: smoothing).ToDouble();
            var expected = Enumerable.Range(0, n).Average(i => Smoothed(logits[(i * k)..((i + 1) * k)], (int)labels[i], smoothing));
            return Math.Abs(found - expected) < 1e-9 * (1 + expected);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void CrossEntropyTakesWeightsAndIgnoresALabel()
    {
        using var scope = NewDisposeScope();
        double[] logits = [1, 2, 3, 0, -1, 1, 2, 2, 2];
        var weights = new[] { 0.5, 1, 2 };
        var found = functional.cross_entropy(
            tensor(logits).reshape(3, 3), tensor(new long[] { 2, 1, 7 }), tensor(weights), ignore_index: 7).ToDouble();
        var expected = (2 * Smoothed(logits[..3], 2, 0) + Smoothed(logits[3..6], 1, 0)) / 3;
        Assert.That(found, Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(Reduction.None, new[] { 1.0, 4, 9 })]
    [TestCase(Reduction.Mean, new[] { 14.0 / 3 })]
    [TestCase(Reduction.Sum, new[] { 14.0 })]
    public void ReductionsAreOfAllElements(Reduction reduction, double[] expected)
    {
        using var scope = NewDisposeScope();
        var found = functional.mse_loss(tensor(new[] { 1.0, 2, 3 }), zeros(3, dtype: ScalarType.Float64), reduction);
        Assert.That(found.reshape(-1).data<double>().ToArray(), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void DivergenceTakesProbabilitiesOrTheirLogarithms()
    {
        using var scope = NewDisposeScope();
        double[] p = [0.2, 0.3, 0.5], q = [0.5, 0.25, 0.25];
        var expected = p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
        var logQ = tensor(q).log();
        Assert.That(functional.kl_div(logQ, tensor(p), log_target: false, Reduction.Sum).ToDouble(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(functional.kl_div(logQ, tensor(p).log(), reduction: Reduction.Sum).ToDouble(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(KLDivLoss(false).call(logQ, tensor(p)).ToDouble(), Is.EqualTo(expected / 3).Within(1e-12));
    }

    [TestCase(-2.0, 1.0)]
    [TestCase(0.5, 0.0)]
    [TestCase(30.0, 0.0)]
    [TestCase(-30.0, 1.0)]
    public void BinaryCrossEntropyOfLogitsIsStable(double logit, double target)
    {
        using var scope = NewDisposeScope();
        var expected = Math.Max(logit, 0) - logit * target + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
        Assert.That(BCEWithLogitsLoss().call(tensor(new[] { logit }), tensor(new[] { target })).ToDouble(), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(0.25, 0.5, 0.5 * 0.0625 / 0.5)]
    [TestCase(2.0, 0.5, 1.75)]
    public void SmoothAbsoluteErrorIsSquaredNearZero(double difference, double beta, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(functional.smooth_l1_loss(tensor(new[] { difference }), zeros(1, dtype: ScalarType.Float64), beta: beta).ToDouble(),
            Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void LayersAndFunctionsAgree()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (randn(4, 3), tensor(new long[] { 0, 2, 1, 1 }));
        Assert.That(CrossEntropyLoss().call(x, y).ToDouble(), Is.EqualTo(functional.cross_entropy(x, y).ToDouble()));
        Assert.That(NLLLoss().call(functional.log_softmax(x, 1), y).ToDouble(), Is.EqualTo(functional.cross_entropy(x, y).ToDouble()).Within(1e-6));
        Assert.That(MSELoss(Reduction.Sum).call(x, x * 2).ToDouble(), Is.EqualTo(x.pow(2).sum().ToDouble()).Within(1e-5));
    }

    private static double Smoothed(double[] logits, int label, double share)
    {
        var logSum = Math.Log(logits.Sum(Math.Exp));
        return -logits.Select((z, i) => ((i == label ? 1 - share : 0) + share / logits.Length) * (z - logSum)).Sum();
    }
}
