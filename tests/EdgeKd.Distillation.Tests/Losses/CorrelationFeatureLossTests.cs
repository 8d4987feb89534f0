using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class CorrelationFeatureLossTests
{
    [TestCase("correlation_deit", 0, 1e-5, ScalarType.Float64)]
    [TestCase("correlation_deit", 0, 1e-5, ScalarType.Float32)]
    [TestCase("correlation_imagenet", 1e-4, 0, ScalarType.Float64)]
    [TestCase("correlation_imagenet", 1e-4, 0, ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(string name, double epsilon, double offset, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new SrdVectors(type);
        var correlation = (BatchStandardisation.Apply(vectors.Projected, epsilon) * BatchStandardisation.Apply(vectors.Teacher, epsilon)).mean([0]);
        vectors.AssertClose(correlation, $"{name}/c");
        vectors.AssertMatches(name, CorrelationFeatureLoss.Loss(vectors.Projected, vectors.Teacher, 4, epsilon, offset));
    }

    [Test]
    public void MatchesANaiveImplementation() => RandomFeatures.All(f =>
    {
        var sum = Enumerable.Range(0, f.Columns).Sum(column => Math.Pow(Math.Abs(f.Standardised(f.Student, column, 1e-4)
            .Zip(f.Standardised(f.Teacher, column, 1e-4), (s, t) => s * t).Average() - 1), 3.5));
        return Math.Abs(Loss(f, 3.5, 1e-4) - Math.Log(sum + 1e-5)) <= 1e-8;
    });

    /// <summary>1 − c_d is half the mean squared error of channel d once both are standardised exactly.</summary>
    [Test]
    public void IsASoftMaximumOfTheChannelsSquaredErrors() => RandomFeatures.All(f =>
    {
        var sum = Enumerable.Range(0, f.Columns).Sum(column => Math.Pow(f.Standardised(f.Student, column, 0)
            .Zip(f.Standardised(f.Teacher, column, 0), (s, t) => (s - t) * (s - t)).Average() / 2, 4));
        return Math.Abs(Loss(f, 4, 0) - Math.Log(sum + 1e-5)) <= 1e-8;
    });

    [Test]
    public void GivesTheHandComputedValue()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            CorrelationFeatureLoss.Loss(SrdFixture.Projected, SrdFixture.Teacher, 4, 0).ToDouble(),
            Is.EqualTo(-3.66348314).Within(1e-8));
    }

    private static double Loss(RandomFeatures f, double alpha, double epsilon) =>
        CorrelationFeatureLoss.Loss(f.StudentRows, f.TeacherRows, alpha, epsilon).ToDouble();
}
