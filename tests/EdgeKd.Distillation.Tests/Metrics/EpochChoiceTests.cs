using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation.Tests.Metrics;

[TestFixture]
public class EpochChoiceTests
{
    [TestCase(0.81, 9.0, true)]
    [TestCase(0.80, 0.49, true)]
    [TestCase(0.80, 0.50, false)]
    [TestCase(0.80, 0.51, false)]
    [TestCase(0.79, 0.10, false)]
    public void Top1DecidesThenLoss(double top1, double loss, bool better)
    {
        var best = new EpochMetrics
        {
            Epoch = 1, LearningRate = 0.1, TaskLoss = 1, DistillationLoss = null, TrainTop1 = 0.7, ValidationLoss = 0.5,
            ValidationTop1 = 0.8, ValidationTop5 = 1, Best = true, ImagesPerSecond = 1, Seconds = 1,
        };
        Assert.That(EpochChoice.IsBetter(new EvaluationResult(top1, 1, loss, 10), best), Is.EqualTo(better));
    }

    // 90 common and 10 rare images: 0.9 of the ones and none of the others is a balanced accuracy of 0.45.
    [TestCase(70, 2, 9.0, true)]
    [TestCase(90, 0, 0.4, true)]
    [TestCase(81, 0, 0.5, false)]
    [TestCase(80, 0, 0.1, false)]
    public void BalancedAccuracyDecidesWhereItIsAskedFor(int common, int rare, double loss, bool better)
    {
        var best = new EpochMetrics
        {
            Epoch = 1, LearningRate = 0.1, TaskLoss = 1, DistillationLoss = null, TrainTop1 = 0.7, ValidationLoss = 0.5,
            ValidationTop1 = 0.81, ValidationBalancedAccuracy = 0.45, ValidationTop5 = 1, Best = true, ImagesPerSecond = 1, Seconds = 1,
        };
        var candidate = new EvaluationResult((common + rare) / 100.0, 1, loss, 100) { Classes = [new(90, common), new(10, rare)] };
        Assert.That(EpochChoice.IsBetter(candidate, best, EpochChoice.Balanced), Is.EqualTo(better));
    }
}
