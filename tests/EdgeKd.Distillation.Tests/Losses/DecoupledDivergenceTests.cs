using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class DecoupledDivergenceTests
{
    [TestCase(1, 8, 4, ScalarType.Float64)]
    [TestCase(1, 2, 1, ScalarType.Float64)]
    [TestCase(1, 8, 4, ScalarType.Float32)]
    [TestCase(1, 2, 1, ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(int alpha, int beta, int temperature, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new KdVectors(type);
        var name = $"dkd_a{alpha}_b{beta}_T{temperature}";
        var teacher = vectors.Of("teacher_logits");
        vectors.AssertMatches(
            name, logits => DecoupledDivergence.Loss(logits, teacher, vectors.Labels, temperature, alpha, beta));

        var (target, nonTarget) = DecoupledDivergence.Terms(vectors.Of("student_logits"), teacher, vectors.Labels, temperature);
        vectors.AssertLoss(target, $"{name}/tckd");
        vectors.AssertLoss(nonTarget, $"{name}/nckd");
    }

    [Test]
    public void MatchesANaiveImplementation() => RandomLogits.All(c =>
    {
        var (target, nonTarget) = Terms(c);
        var (expectedTarget, expectedNonTarget) = Naive(c);
        return Math.Abs(target - expectedTarget) <= 1e-9 && Math.Abs(nonTarget - expectedNonTarget) <= 1e-9;
    });

    /// <summary>Equation 7 of the paper: the divergence is TCKD + (1 − p_y of the teacher)·NCKD, sample by sample.</summary>
    [Test]
    public void ItsPartsMakeHintonsDivergence() => RandomLogits.All(c =>
    {
        var one = new RandomLogits(1, c.Columns, c.StudentRow(0), c.TeacherRow(0), [c.Labels[0]], c.Temperature);
        var (target, nonTarget) = Terms(one);
        var rest = Rest(RandomLogits.Softmax(one.Teacher, c.Temperature), Target(one, 0));
        var whole = HintonDivergence.Loss(
            tensor(one.Student).reshape(1, -1), tensor(one.Teacher).reshape(1, -1), c.Temperature).ToDouble();
        return Math.Abs(whole - (target + (rest * nonTarget))) <= 1e-9;
    });

    [Test]
    public void TakesTheTeachersFirstChoiceWhereThereIsNoLabel()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new double[] { 1, 2, 0, 3, -1, 0.5 }).reshape(2, 3);
        var teacher = tensor(new double[] { 0, 4, 1, 2, 0, 3 }).reshape(2, 3);
        var unlabelled = DecoupledDivergence.Loss(student, teacher, tensor(new long[] { -1, -1 }), 2, 1, 8).ToDouble();
        var chosen = DecoupledDivergence.Loss(student, teacher, tensor(new long[] { 1, 2 }), 2, 1, 8).ToDouble();
        var other = DecoupledDivergence.Loss(student, teacher, tensor(new long[] { 0, 2 }), 2, 1, 8).ToDouble();
        Assert.That(unlabelled, Is.EqualTo(chosen));
        Assert.That(unlabelled, Is.Not.EqualTo(other));
    }

    [Test]
    public void StaysFiniteWhereAMaskedTargetWouldNot()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 1e4f, -3e3f, -3e3f, -3e3f }).reshape(1, 4).requires_grad_();
        var teacher = tensor(new float[] { 5e3f, -2e3f, -4e3f, 1 }).reshape(1, 4);
        var (target, nonTarget) = DecoupledDivergence.Terms(student, teacher, tensor(new long[] { 0 }), 1);
        (target + nonTarget).backward();

        // The teacher's non-target softmax is all on class 3, the student's uniform over three classes.
        Assert.That(nonTarget.ToSingle(), Is.EqualTo(Math.Log(3)).Within(1e-5));
        Assert.That(target.ToSingle(), Is.Zero);
        Assert.That(student.grad!.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void SendsNoGradientIntoTheTeacher()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 1, 2, 3 }).reshape(1, 3).requires_grad_();
        var teacher = tensor(new float[] { 2, 0, 1 }).reshape(1, 3).requires_grad_();
        DecoupledDivergence.Loss(student, teacher, tensor(new long[] { 0 }), 2, 1, 1).backward();
        Assert.That(teacher.grad, Is.Null);
        Assert.That(student.grad, Is.Not.Null);
    }

    [Test]
    public void TwoClassesAreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            () => DecoupledDivergence.Loss(zeros(1, 2), zeros(1, 2), zeros(1, dtype: ScalarType.Int64), 1, 1, 1),
            Throws.ArgumentException.With.Message.Contains("2 classes").And.Message.Contains("use kd"));
    }

    private static (double Target, double NonTarget) Terms(RandomLogits c)
    {
        var (target, nonTarget) = DecoupledDivergence.Terms(
            tensor(c.Student).reshape(c.Rows, -1), tensor(c.Teacher).reshape(c.Rows, -1), tensor(c.Labels), c.Temperature);
        return (target.ToDouble(), nonTarget.ToDouble());
    }

    private static int Target(RandomLogits c, int row) =>
        c.Labels[row] >= 0 ? (int)c.Labels[row] : Array.IndexOf(c.TeacherRow(row), c.TeacherRow(row).Max());

    private static (double Target, double NonTarget) Naive(RandomLogits c)
    {
        double target = 0, nonTarget = 0;
        for (var row = 0; row < c.Rows; row++)
        {
            var y = Target(c, row);
            var (ps, pt) = (RandomLogits.Softmax(c.StudentRow(row), c.Temperature), RandomLogits.Softmax(c.TeacherRow(row), c.Temperature));
            target += RandomLogits.Divergence([pt[y], Rest(pt, y)], [ps[y], Rest(ps, y)]);
            nonTarget += RandomLogits.Divergence(
                RandomLogits.Softmax([.. c.TeacherRow(row).Where((_, k) => k != y)], c.Temperature),
                RandomLogits.Softmax([.. c.StudentRow(row).Where((_, k) => k != y)], c.Temperature));
        }

        var scale = c.Temperature * c.Temperature / c.Rows;
        return (scale * target, scale * nonTarget);
    }

    private static double Rest(double[] probabilities, int target) => probabilities.Where((_, k) => k != target).Sum();
}
