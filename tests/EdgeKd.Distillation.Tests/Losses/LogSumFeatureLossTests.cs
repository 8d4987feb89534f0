using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class LogSumFeatureLossTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values(3, 4, 5)] int alpha, [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new SrdVectors(type);
        var loss = LogSumFeatureLoss.Loss(vectors.Projected, vectors.Teacher, alpha);
        vectors.AssertClose(loss.exp(), $"elementwise_a{alpha}/sum");
        vectors.AssertMatches($"elementwise_a{alpha}", loss);
    }

    [Test]
    public void MatchesANaiveImplementation() => RandomFeatures.All(f =>
    {
        var sum = Enumerable.Range(0, f.Columns).Sum(column => f.Standardised(f.Student, column, 1e-4)
            .Zip(f.Standardised(f.Teacher, column, 1e-4), (s, t) => Math.Pow(Math.Abs(s - t), 3.5)).Sum());
        return Math.Abs(Loss(f, f.Student, f.Teacher, 3.5) - Math.Log(sum)) <= 1e-8;
    });

    /// <summary>Without ε, standardising forgets scale and offset of both sides.</summary>
    [Test]
    public void IgnoresAPositiveScaleAndAnOffsetOfEachChannel() => RandomFeatures.All(f =>
    {
        double[] Moved(double[] values) => [.. values.Select((v, i) => (v * (1 + (i % f.Columns))) + 5 - (i % f.Columns))];
        var loss = Loss(f, f.Student, f.Teacher, 4, epsilon: 0);
        return Math.Abs(loss - Loss(f, Moved(f.Student), f.Teacher, 4, epsilon: 0)) <= 1e-8
            && Math.Abs(loss - Loss(f, f.Student, Moved(f.Teacher), 4, epsilon: 0)) <= 1e-8;
    });

    /// <summary>Homogeneous of degree α inside the logarithm: doubled differences raise the loss by α·ln 2.</summary>
    [Test]
    public void IsAlphaTimesTheLogarithmOfANorm() => RandomFeatures.All(f =>
    {
        var difference = BatchStandardisation.Apply(f.StudentRows, 1e-4) - BatchStandardisation.Apply(f.TeacherRows, 1e-4);
        var norm = difference.abs().max().ToDouble() * Math.Pow(difference.abs().div(difference.abs().max()).pow(4).sum().ToDouble(), 0.25);
        return Math.Abs(Loss(f, f.Student, f.Teacher, 4) - (4 * Math.Log(norm))) <= 1e-8;
    });

    [Test]
    public void GivesTheHandComputedValue()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            LogSumFeatureLoss.Loss(SrdFixture.Projected, SrdFixture.Teacher).ToDouble(), Is.EqualTo(1.00357409).Within(1e-8));
    }

    [Test]
    public void EqualFeaturesGiveAFiniteLossAndNoGradient()
    {
        using var scope = NewDisposeScope();
        var student = SrdFixture.Teacher.requires_grad_();
        var loss = LogSumFeatureLoss.Loss(student, SrdFixture.Teacher);
        loss.backward();
        Assert.That(double.IsFinite(loss.ToDouble()), Is.True);
        Assert.That(student.grad!.data<double>().ToArray(), Is.All.Zero);
    }

    [Test]
    public void NamesBothShapesWhenTheProjectorIsWrong() => Assert.That(
        () => LogSumFeatureLoss.Loss(zeros(4, 3), zeros(4, 5)),
        Throws.ArgumentException.With.Message.Contains("4×3").And.Message.Contains("4×5"));

    private static double Loss(RandomFeatures f, double[] student, double[] teacher, double alpha, double epsilon = 1e-4) =>
        LogSumFeatureLoss.Loss(
            tensor(student).reshape(f.Rows, f.Columns), tensor(teacher).reshape(f.Rows, f.Columns), alpha, epsilon).ToDouble();
}
