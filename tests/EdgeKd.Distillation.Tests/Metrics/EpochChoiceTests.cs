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
}
