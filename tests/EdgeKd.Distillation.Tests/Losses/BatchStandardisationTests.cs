using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class BatchStandardisationTests
{
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new SrdVectors(type);
        vectors.AssertClose(vectors.Projected, "projected");
        vectors.AssertClose(BatchStandardisation.Apply(vectors.Projected, 1e-4), "projected_standardised");
        vectors.AssertClose(BatchStandardisation.Apply(vectors.Teacher, 1e-4), "teacher_standardised");
    }

    [Test]
    public void MatchesANaiveImplementation() => RandomFeatures.All(f =>
    {
        var actual = BatchStandardisation.Apply(f.StudentRows, 1e-2).t().contiguous().data<double>().ToArray();
        var expected = Enumerable.Range(0, f.Columns).SelectMany(column => f.Standardised(f.Student, column, 1e-2));
        return actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max() <= 1e-10;
    });

    [Test]
    public void ASingleSampleIsRefused() => Assert.That(
        () => BatchStandardisation.Apply(zeros(1, 3), 1e-4),
        Throws.ArgumentException.With.Message.Contains("batchSize"));

    [Test]
    public void AMapIsRefused() => Assert.That(
        () => BatchStandardisation.Apply(zeros(2, 3, 4, 4), 1e-4),
        Throws.ArgumentException.With.Message.Contains("2×3×4×4").And.Message.Contains("pool"));
}
