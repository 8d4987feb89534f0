using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class DistLossTests
{
    [Test]
    public void MatchesANaiveImplementation() => RandomLogits.All(c =>
        Math.Abs(Loss(c, 2, 3) - Naive(c, 2, 3)) <= 1e-5 * c.Temperature * c.Temperature);

    [Test]
    public void StaysInItsRange() => RandomLogits.All(c =>
        Loss(c, 1, 1) is var loss && loss >= -1e-9 && loss <= (4 * c.Temperature * c.Temperature) + 1e-9);

    [Test]
    public void IsZeroForEqualLogitsUpToAShiftOfEachRow()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[] { 3, -1, 0.5, 2, 0, -2, 1, 1.5, -0.5 }).reshape(3, 3);
        Assert.That(DistLoss.Loss(logits + 7, logits, 2, 2, 2).ToDouble(), Is.EqualTo(0).Within(1e-4));
        Assert.That(DistLoss.Loss(logits.flip(0), logits, 2, 2, 2).ToDouble(), Is.GreaterThan(0.1));
    }

    /// <summary>What sets it apart from a divergence: a scaled deviation from the mean correlates as fully.</summary>
    [Test]
    public void RowsNeedOnlyBeAffineInTheTeachers()
    {
        using var scope = NewDisposeScope();
        var teacher = tensor(new double[] { 0.5, 0.3, 0.2, 0.1, 0.6, 0.3 }).reshape(2, 3);
        var student = ((teacher - (1.0 / 3)) * 0.5) + (1.0 / 3);
        Assert.That(DistLoss.Loss(student.log(), teacher.log(), 1, 1, 0).ToDouble(), Is.EqualTo(0).Within(1e-6));
        Assert.That(HintonDivergence.Loss(student.log(), teacher.log(), 1).ToDouble(), Is.GreaterThan(0.01));
    }

    [Test]
    public void AnUndecidedStudentHasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        var student = zeros(2, 4).requires_grad_();
        var loss = DistLoss.Loss(student, tensor(new float[] { 1, 2, 0, 3, 0, 0, 1, 2 }).reshape(2, 4), 4, 1, 1);
        loss.backward();
        Assert.That(loss.ToSingle(), Is.EqualTo(32).Within(1e-4), "uncorrelated in rows and columns: 16·(1 + 1)");
        Assert.That(student.grad!.isfinite().all().ToBoolean(), Is.True);
    }

    private static double Loss(RandomLogits c, double beta, double gamma) => DistLoss.Loss(
        tensor(c.Student).reshape(c.Rows, -1), tensor(c.Teacher).reshape(c.Rows, -1), c.Temperature, beta, gamma).ToDouble();

    private static double Naive(RandomLogits c, double beta, double gamma)
    {
        double[][] s = [.. Enumerable.Range(0, c.Rows).Select(row => RandomLogits.Softmax(c.StudentRow(row), c.Temperature))];
        double[][] t = [.. Enumerable.Range(0, c.Rows).Select(row => RandomLogits.Softmax(c.TeacherRow(row), c.Temperature))];
        var rows = s.Zip(t, Pearson).Average();
        var columns = Enumerable.Range(0, c.Columns)
            .Select(k => Pearson([.. s.Select(row => row[k])], [.. t.Select(row => row[k])])).Average();
        return c.Temperature * c.Temperature * ((beta * (1 - rows)) + (gamma * (1 - columns)));
    }

    private static double Pearson(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        var scale = Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA))) * Math.Sqrt(b.Sum(y => (y - meanB) * (y - meanB)));
        return covariance / (scale + 1e-8);
    }
}
