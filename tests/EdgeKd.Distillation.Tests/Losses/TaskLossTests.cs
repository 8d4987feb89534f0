using EdgeKd.Data;
using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class TaskLossTests
{
    private const double GradientStep = 1e-5;

    [TestCase(0.0)]
    [TestCase(0.2)]
    public void WeighsClassesAsTheMeanWrittenOut(double smoothing) => RandomLogits.All(c =>
    {
        var weights = Weights(c.Columns);
        var (sum, total) = (0.0, 0.0);
        for (var row = 0; row < c.Rows; row++)
        {
            var (loss, weight) = Naive(c.StudentRow(row), c.Labels[row], smoothing, weights);
            (sum, total) = (sum + loss, total + weight);
        }

        var actual = new TaskLoss(smoothing, weights).Of(Logits(c), tensor(c.Labels)).ToDouble();
        return Math.Abs(actual - (total == 0 ? 0 : sum / total)) < 1e-9;
    });

    [TestCase(0.0, false)]
    [TestCase(0.2, false)]
    [TestCase(0.2, true)]
    public void MixesLabelsByTheirShares(double smoothing, bool weighs) => RandomLogits.All(c =>
    {
        var weights = weighs ? Weights(c.Columns) : null;
        var (partners, shares) = Partners(c);
        var (sum, total) = (0.0, 0.0);
        for (var row = 0; row < c.Rows; row++)
        {
            var own = Naive(c.StudentRow(row), c.Labels[row], smoothing, weights);
            var partner = Naive(c.StudentRow(row), partners[row], smoothing, weights);
            double share = shares[row];
            sum += (share * own.Loss) + ((1 - share) * partner.Loss);
            total += (share * own.Weight) + ((1 - share) * partner.Weight);
        }

        using var mixed = new MixedLabels(tensor(partners), tensor(shares));
        var actual = new TaskLoss(smoothing, weights).Of(Logits(c), tensor(c.Labels), mixed).ToDouble();
        return Math.Abs(actual - (total == 0 ? 0 : sum / total)) < 1e-6;
    });

    [TestCase(true)]
    [TestCase(false)]
    public void TheGradientIsTheLosssSlope(bool mixes)
    {
        using var scope = NewDisposeScope();
        double[] values = [1, 2, 0, 3, -1, 0.5, 0.2, -0.4, 1.5];
        var (labels, mixed) = (tensor(new long[] { 2, -1, 0 }), mixes ? new MixedLabels(tensor(new long[] { 1, 0, -1 }), tensor(new[] { 0.3f, 0.6f, 0.9f })) : null);
        var task = new TaskLoss(0.1, [0.5, 2, 1]);
        var logits = tensor(values).reshape(3, 3).requires_grad_();
        task.Of(logits, labels, mixed).backward();
        var gradient = logits.grad!.data<double>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            double At(double change)
            {
                var moved = values.ToArray();
                moved[i] += change;
                return task.Of(tensor(moved).reshape(3, 3), labels, mixed).ToDouble();
            }

            Assert.That(gradient[i], Is.EqualTo((At(GradientStep) - At(-GradientStep)) / (2 * GradientStep)).Within(1e-8));
        }
    }

    [Test]
    public void AWholeOwnImageIsAsIfNothingWereMixed() => RandomLogits.All(c =>
    {
        using var mixed = new MixedLabels(tensor(Partners(c).Labels), ones(c.Rows));
        var task = new TaskLoss(0.1);
        return Math.Abs(task.Of(Logits(c), tensor(c.Labels), mixed).ToDouble() - task.Of(Logits(c), tensor(c.Labels)).ToDouble()) < 1e-12;
    });

    [Test]
    public void EqualWeightsAreNoWeights() => RandomLogits.All(c =>
    {
        double[] threes = [.. Enumerable.Repeat(3.0, c.Columns)];
        return Math.Abs(new TaskLoss(0.1, threes).Of(Logits(c), tensor(c.Labels)).ToDouble() - new TaskLoss(0.1).Of(Logits(c), tensor(c.Labels)).ToDouble()) < 1e-12;
    });

    [Test]
    public void AShareWithoutALabelCountsForNothing()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[] { 1, 2, 0 }).reshape(1, 3);
        var mixed = new MixedLabels(tensor(new long[] { 1 }), tensor(new[] { 0.75f }));
        Assert.That(
            TaskLoss.Plain.Of(logits, tensor(new long[] { -1 }), mixed).ToDouble(),
            Is.EqualTo(TaskLoss.Plain.Of(logits, tensor(new long[] { 1 })).ToDouble()).Within(1e-9), "the partner's label is all there is");
    }

    [Test]
    public void IsZeroWithAZeroGradientWhenNothingIsLabelled()
    {
        using var scope = NewDisposeScope();
        var logits = ones(2, 3).requires_grad_();
        var none = tensor(new long[] { -1, -1 });
        var mixed = new MixedLabels(none.alias(), tensor(new[] { 0.3f, 1 }));
        var loss = new TaskLoss(0.1, [1, 2, 3]).Of(logits, none, mixed) + new TaskLoss(0.1, [1, 2, 3]).Of(logits, none);
        loss.backward();
        Assert.That(loss.ToSingle(), Is.Zero);
        Assert.That(logits.grad!.data<float>().ToArray(), Is.All.Zero);
    }

    [Test]
    public void SettingsOutOfRangeAreRefused()
    {
        Assert.That(() => new TaskLoss(1), Throws.ArgumentException.With.Message.Contains("smoothing"));
        Assert.That(() => new TaskLoss(0, [1, 0]), Throws.ArgumentException.With.Message.Contains("weight of 0"));
        Assert.That(() => new TaskLoss(0, [1, double.NaN]), Throws.ArgumentException);
        using var logits = zeros(2, 3);
        using var labels = zeros(2, ScalarType.Int64);
        Assert.That(() => new TaskLoss(0, [1, 2]).Of(logits, labels), Throws.ArgumentException.With.Message.Contains("2 class weights for 3 classes"));
    }

    /// <summary>One sample's weighted loss, and what it counts in the mean: −Σ wₖ·qₖ·ln pₖ, and w of its label.</summary>
    private static (double Loss, double Weight) Naive(double[] logits, long label, double smoothing, double[]? weights)
    {
        if (label < 0)
        {
            return (0, 0);
        }

        var probabilities = RandomLogits.Softmax(logits, 1);
        var loss = 0.0;
        for (var k = 0; k < logits.Length; k++)
        {
            var target = (k == label ? 1 - smoothing : 0) + (smoothing / logits.Length);
            loss -= (weights?[k] ?? 1) * target * Math.Log(probabilities[k]);
        }

        return (loss, weights?[label] ?? 1);
    }

    private static Tensor Logits(RandomLogits c) => tensor(c.Student).reshape(c.Rows, c.Columns);

    private static double[] Weights(int classes) => [.. Enumerable.Range(1, classes).Select(k => k * 0.4)];

    /// <summary>Other labels, and shares that follow from the teacher's logits.</summary>
    private static (long[] Labels, float[] Shares) Partners(RandomLogits c) => (
        [.. c.Labels.Select((label, row) => ((label + row + 2) % (c.Columns + 1)) - 1)],
        [.. Enumerable.Range(0, c.Rows).Select(row => (float)RandomLogits.Softmax(c.TeacherRow(row), 4)[0])]);
}
