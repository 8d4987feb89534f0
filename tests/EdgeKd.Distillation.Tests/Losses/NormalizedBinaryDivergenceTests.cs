using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class NormalizedBinaryDivergenceTests
{
    [Test]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(
        [Values("normal", "extreme")] string set,
        [Values(1, 2, 4)] int temperature,
        [Values(ScalarType.Float64, ScalarType.Float32)] ScalarType type) =>
        DhkdVectors.AssertMatches($"{set}/binary_kl_norm_T{temperature}", set, type, (student, teacher) => NormalizedBinaryDivergence.Loss(student, teacher, temperature));

    [Test]
    public void IsBinaryKlOfTheShiftedLogits() => RandomLogits.All(c =>
    {
        var shifted = c.Student.Zip(c.Teacher, (s, t) => s - t).ToArray();
        var expected = BinaryDivergence.Loss(Rows(c, shifted), zeros_like(Rows(c, shifted)), c.Temperature).ToDouble();
        return Math.Abs(Loss(c, c.Student, c.Teacher) - expected) <= 1e-9 * Math.Max(1, expected);
    });

    [Test]
    public void MatchesLogCosh() => RandomLogits.All(c =>
    {
        var expected = c.Student.Zip(c.Teacher, (s, t) => Math.Log(Math.Cosh((s - t) / (2 * c.Temperature)))).Sum()
            * c.Temperature * c.Temperature / c.Rows;
        return Math.Abs(Loss(c, c.Student, c.Teacher) - expected) <= 1e-9 * Math.Max(1, expected);
    });

    [Test]
    public void IsSymmetricAndBlindToACommonShift() => RandomLogits.All(c =>
    {
        var loss = Loss(c, c.Student, c.Teacher);
        double[] student = [.. c.Student.Select(z => z + 3)], teacher = [.. c.Teacher.Select(z => z + 3)];
        return Math.Abs(loss - Loss(c, c.Teacher, c.Student)) <= 1e-12 * Math.Max(1, loss)
            && Math.Abs(loss - Loss(c, student, teacher)) <= 1e-9 * Math.Max(1, loss);
    });

    [Test]
    public void SeesAShiftOfTheStudentAlone() => RandomLogits.All(c =>
        Loss(c, [.. c.Teacher.Select(z => z + 1)], c.Teacher) > 0 && Loss(c, c.Teacher, c.Teacher) == 0);

    [Test]
    public void ItsGradientIsBounded() => RandomLogits.All(c =>
    {
        var student = Rows(c, c.Student).requires_grad_();
        NormalizedBinaryDivergence.Loss(student, Rows(c, c.Teacher), c.Temperature).backward();
        var largest = c.Temperature / (2 * c.Rows);
        var expected = c.Student.Zip(c.Teacher, (s, t) => largest * Math.Tanh((s - t) / (2 * c.Temperature))).ToArray();
        var actual = student.grad!.data<double>().ToArray();
        return actual.All(g => Math.Abs(g) <= largest) && actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max() <= 1e-12;
    });

    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    public void StaysFiniteAtHugeDifferences(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var student = tensor(new double[] { 1e4, -1e4 }).reshape(1, 2).to(type).requires_grad_();
        var loss = NormalizedBinaryDivergence.Loss(student, zeros(1, 2, dtype: type), 2);
        loss.backward();
        Assert.That(loss.ToDouble(), Is.EqualTo(2 * (1e4 - (4 * Math.Log(2)))).Within(1e-2));
        Assert.That(student.grad!.to(ScalarType.Float64).data<double>().ToArray(), Is.EqualTo(new[] { 1.0, -1.0 }));
    }

    [Test]
    public void GivesTheHandComputedValues()
    {
        using var scope = NewDisposeScope();
        Assert.That(Fixture([1, -2, 0.5], [2, -1, -0.5]), Is.EqualTo(0.3711576434).Within(1e-9));
        Assert.That(Fixture([8, 0, -3], [6, 1, -4]), Is.EqualTo(0.7278964568).Within(1e-9));
    }

    private static double Fixture(double[] student, double[] teacher) =>
        NormalizedBinaryDivergence.Loss(tensor(student).reshape(1, 3), tensor(teacher).reshape(1, 3), 2).ToDouble();

    private static double Loss(RandomLogits c, double[] student, double[] teacher) =>
        NormalizedBinaryDivergence.Loss(Rows(c, student), Rows(c, teacher), c.Temperature).ToDouble();

    private static Tensor Rows(RandomLogits c, double[] values) => tensor(values).reshape(c.Rows, -1);
}
