using EdgeKd.Distillation.Losses;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class HintonDivergenceTests
{
    [TestCase(1, ScalarType.Float64)]
    [TestCase(4, ScalarType.Float64)]
    [TestCase(1, ScalarType.Float32)]
    [TestCase(4, ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(int temperature, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new KdVectors(type);
        vectors.AssertMatches(
            $"kd_T{temperature}",
            logits => HintonDivergence.Loss(logits, vectors.Of("teacher_logits"), temperature));
    }

    [Test]
    public void MatchesANaiveImplementation()
    {
        var logits = Gen.Choose(-4000, 4000).Select(i => i / 500.0).ArrayOf(24);
        var temperature = Gen.Choose(1, 80).Select(i => i / 8.0);
        var cases = from s in logits from t in logits from T in temperature select (Student: s, Teacher: t, T);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using var scope = NewDisposeScope();
            var actual = HintonDivergence.Loss(
                tensor(c.Student).reshape(4, 6), tensor(c.Teacher).reshape(4, 6), c.T).ToDouble();
            return Math.Abs(actual - Naive(c.Student, c.Teacher, c.T)) <= 1e-10;
        }).QuickCheckThrowOnFailure();
    }

    [TestCase(0.01)]
    [TestCase(1)]
    [TestCase(20)]
    public void IsZeroForEqualLogitsUpToAShiftOfEachRow(double temperature)
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[] { 3, -1, 0.5, 1000, 999, -1000 }).reshape(2, 3);
        var loss = HintonDivergence.Loss(logits + 7, logits, temperature).ToDouble();
        Assert.That(loss, Is.EqualTo(0).Within(1e-12));
    }

    [Test]
    public void StaysFiniteAtExtremeLogits()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 1e4f, -1e4f, 0, 5e3f }).reshape(1, 4).requires_grad_();
        var loss = HintonDivergence.Loss(student, -student.detach(), 1);
        loss.backward();
        Assert.That(float.IsFinite(loss.ToSingle()), Is.True);
        Assert.That(student.grad!.isfinite().all().ToBoolean(), Is.True);
    }

    [Test]
    public void SendsNoGradientIntoTheTeacher()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 1, 2 }).reshape(1, 2).requires_grad_();
        var teacher = tensor(new float[] { 2, 0 }).reshape(1, 2).requires_grad_();
        HintonDivergence.Loss(student, teacher, 2).backward();
        Assert.That(teacher.grad, Is.Null);
    }

    [Test]
    public void NamesBothShapesWhenTheClassesDiffer()
    {
        using var scope = NewDisposeScope();
        Assert.That(
            () => HintonDivergence.Loss(zeros(2, 3), zeros(2, 4), 1),
            Throws.ArgumentException.With.Message.Contains("2×3").And.Message.Contains("2×4"));
    }

    private static double Naive(double[] student, double[] teacher, double temperature)
    {
        double sum = 0;
        for (var row = 0; row < 4; row++)
        {
            var s = Softmax(student.AsSpan(row * 6, 6), temperature);
            var t = Softmax(teacher.AsSpan(row * 6, 6), temperature);
            sum += t.Zip(s, (p, q) => p == 0 ? 0 : p * (Math.Log(p) - Math.Log(q))).Sum();
        }

        return temperature * temperature * sum / 4;
    }

    private static double[] Softmax(ReadOnlySpan<double> logits, double temperature)
    {
        var exponentials = logits.ToArray().Select(z => Math.Exp(z / temperature)).ToArray();
        return [.. exponentials.Select(e => e / exponentials.Sum())];
    }
}
