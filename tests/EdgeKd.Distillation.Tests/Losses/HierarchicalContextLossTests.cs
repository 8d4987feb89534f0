using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class HierarchicalContextLossTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    public void MatchesANaiveImplementation(int side)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(side);
        var student = randn(2, 3, side, side, dtype: ScalarType.Float64);
        var teacher = randn(2, 3, side, side, dtype: ScalarType.Float64);
        Assert.That(
            HierarchicalContextLoss.Loss(student, teacher).ToDouble(),
            Is.EqualTo(Naive(student, teacher, side)).Within(1e-12));
    }

    [Test]
    public void IsThePlainSquaredErrorOfASinglePixel()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new[] { 1.0, 2, 3, 4 }).reshape(2, 2, 1, 1);
        Assert.That(HierarchicalContextLoss.Loss(student, student - 2).ToDouble(), Is.EqualTo(4).Within(1e-12));
    }

    /// <summary>A shift of content inside the map costs less than a shift of its mean: the pooled levels see only the latter.</summary>
    [Test]
    public void ForgivesWhatPoolingForgives()
    {
        using var scope = NewDisposeScope();
        var checks = tensor(new[] { 1.0, -1, -1, 1 }).reshape(1, 1, 2, 2).repeat(1, 1, 4, 4);
        var zero = zeros_like(checks);
        var moved = HierarchicalContextLoss.Loss(checks, zero).ToDouble();
        var raised = HierarchicalContextLoss.Loss(zero + 1, zero).ToDouble();
        Assert.That(moved, Is.EqualTo(1 / 1.875).Within(1e-12));
        Assert.That(raised, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void SendsNoGradientIntoTheTeacher()
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (ones(1, 1, 4, 4).requires_grad_(), zeros(1, 1, 4, 4).requires_grad_());
        HierarchicalContextLoss.Loss(student, teacher).backward();
        Assert.That(teacher.grad, Is.Null);
        Assert.That(student.grad, Is.Not.Null);
    }

    private static double Naive(Tensor student, Tensor teacher, int side)
    {
        var (s, t) = (student.data<double>().ToArray(), teacher.data<double>().ToArray());
        double sum = 0, weights = 0, weight = 1;
        foreach (var level in new[] { side, 4, 2, 1 }.Where((level, i) => i == 0 || level < side))
        {
            var block = side / level;
            double squares = 0;
            for (var map = 0; map < 6; map++)
            {
                for (var cell = 0; cell < level * level; cell++)
                {
                    double difference = 0;
                    for (var pixel = 0; pixel < block * block; pixel++)
                    {
                        var y = (cell / level * block) + (pixel / block);
                        var x = (cell % level * block) + (pixel % block);
                        var index = (map * side * side) + (y * side) + x;
                        difference += (s[index] - t[index]) / (block * block);
                    }

                    squares += difference * difference;
                }
            }

            sum += weight * squares / (6 * level * level);
            weights += weight;
            weight /= 2;
        }

        return sum / weights;
    }
}
