using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class BinaryDivergenceTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values("normal", "extreme")] string set,
        [Values(1, 2, 4)] int temperature,
        [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type) =>
        DhkdVectors.AssertMatches($"{set}/binary_kl_T{temperature}", set, type, (student, teacher) => BinaryDivergence.Loss(student, teacher, temperature));

    [Test]
    public void MatchesANaiveImplementation() => RandomLogits.All(c =>
    {
        var expected = c.Student.Zip(c.Teacher, (s, t) =>
        {
            double p = Sigmoid(s / c.Temperature), q = Sigmoid(t / c.Temperature);
            double p1 = Sigmoid(-s / c.Temperature), q1 = Sigmoid(-t / c.Temperature);
            return (q * Math.Log(q / p)) + (q1 * Math.Log(q1 / p1));
        }).Sum() * c.Temperature * c.Temperature / c.Rows;
        return Math.Abs(Loss(c) - expected) <= 1e-9 * Math.Max(1, expected);
    });

    [Test]
    public void IsNeverNegative() => RandomLogits.All(c => Loss(c) >= -1e-9);

    /// <summary>Zero logits are where |x| has its kink: the gradient must not be lost there.</summary>
    [Test]
    public void TheGradientAtZeroIsTheDifferenceOfTheProbabilities()
    {
        using var scope = NewDisposeScope();
        var student = zeros(1, 2, dtype: ScalarType.Float64).requires_grad_();
        BinaryDivergence.Loss(student, tensor(new double[] { 2, 0 }).reshape(1, 2), 2).backward();
        Assert.That(
            student.grad!.data<double>().ToArray(),
            Is.EqualTo(new[] { 2 * (0.5 - Sigmoid(1)), 0 }).Within(1e-15));
    }

    [Test]
    public void GivesTheHandComputedValues()
    {
        using var scope = NewDisposeScope();
        Assert.That(Fixture([1, -2, 0.5], [2, -1, -0.5]), Is.EqualTo(0.3415514966).Within(1e-9));
        Assert.That(Fixture([8, 0, -3], [6, 1, -4]), Is.EqualTo(0.2486884697).Within(1e-9));
    }

    private static double Fixture(double[] student, double[] teacher) =>
        BinaryDivergence.Loss(tensor(student).reshape(1, 3), tensor(teacher).reshape(1, 3), 2).ToDouble();

    private static double Loss(RandomLogits c) => BinaryDivergence.Loss(
        tensor(c.Student).reshape(c.Rows, -1), tensor(c.Teacher).reshape(c.Rows, -1), c.Temperature).ToDouble();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
