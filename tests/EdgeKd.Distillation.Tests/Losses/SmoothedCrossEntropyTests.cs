using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class SmoothedCrossEntropyTests
{
    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Float32)]
    [Category("Vectors")]
    public void MatchesTheReferenceVectors(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var vectors = new KdVectors(type);
        var teacher = vectors.Of("teacher_logits");
        vectors.AssertMatches("sce", logits => SmoothedCrossEntropy.Loss(logits, teacher));
        TensorAssert.Close(
            SmoothedCrossEntropy.Target(teacher, 0.1), vectors.Of("sce/target"), type == ScalarType.Float64 ? 1e-12 : 1e-6);
    }

    [Test]
    public void MatchesANaiveImplementation() => RandomLogits.All(c =>
    {
        var expected = Enumerable.Range(0, c.Rows).Average(row =>
        {
            var student = RandomLogits.Softmax(c.StudentRow(row), 1);
            var teacher = RandomLogits.Softmax(c.TeacherRow(row), 1);
            return -teacher.Zip(student, (t, s) => ((0.75 * t) + (0.25 / c.Columns)) * Math.Log(s)).Sum();
        });
        return Math.Abs(Loss(c, c.Student) - expected) <= 1e-9;
    });

    /// <summary>The smoothed target itself is where the loss is smallest.</summary>
    [Test]
    public void IsSmallestAtItsTarget() => RandomLogits.All(c =>
    {
        var best = SmoothedCrossEntropy.Target(tensor(c.Teacher).reshape(c.Rows, -1), 0.25).log().requires_grad_();
        var loss = SmoothedCrossEntropy.Loss(best, tensor(c.Teacher).reshape(c.Rows, -1), 0.25);
        loss.backward();
        return TensorAssert.LargestMagnitude(best.grad!) <= 1e-12 && loss.ToDouble() <= Loss(c, c.Student) + 1e-12;
    });

    [Test]
    public void SendsNoGradientIntoTheTeacher()
    {
        using var scope = NewDisposeScope();
        var teacher = tensor(new float[] { 2, 0, 1 }).reshape(1, 3).requires_grad_();
        SmoothedCrossEntropy.Loss(zeros(1, 3).requires_grad_(), teacher).backward();
        Assert.That(teacher.grad, Is.Null);
    }

    private static double Loss(RandomLogits c, double[] student) => SmoothedCrossEntropy.Loss(
        tensor(student).reshape(c.Rows, -1), tensor(c.Teacher).reshape(c.Rows, -1), 0.25).ToDouble();
}
