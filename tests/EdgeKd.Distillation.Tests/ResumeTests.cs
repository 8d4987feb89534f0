using System.Text.Json;
using EdgeKd.Distillation.Checkpoints;
using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation.Tests;

[TestFixture]
public class ResumeTests
{
    private string undisturbed = "";
    private string[] undisturbedEpochs = [];

    [OneTimeSetUp]
    public void TrainUndisturbed()
    {
        using var training = new TrainerFixture();
        var (result, bytes) = training.Run();
        undisturbed = bytes;
        undisturbedEpochs = [.. result!.Epochs.Select(Deterministic)];
    }

    [TestCase(1, TestName = "CancelledAfterTheFirstStep")]
    [TestCase(3, TestName = "CancelledMidEpoch")]
    [TestCase(TrainerFixture.Steps, TestName = "CancelledAfterAnEpochsLastStep")]
    [TestCase(TrainerFixture.Steps + 1, TestName = "CancelledAfterTheSecondEpochsFirstStep")]
    [TestCase(3 * TrainerFixture.Steps, TestName = "CancelledAfterTheVeryLastStep")]
    public void EndsWithTheSameBytes(int stopAt)
    {
        using var training = new TrainerFixture();
        Assert.That(training.Run(stopAt: stopAt).Result, Is.Null);
        AssertUndisturbed(training, training.Run());
        Assert.That(training.Progress.Messages.Single(), Does.StartWith("Resuming"));
    }

    [Test]
    public void EndsWithTheSameBytesHoweverOftenItStops()
    {
        using var training = new TrainerFixture();
        for (var i = 0; i < 5; i++)
        {
            Assert.That(training.Run(stopAt: 3).Result, Is.Null);
        }

        AssertUndisturbed(training, training.Run());
    }

    [TestCase(4, TestName = "KilledBeforeTheFirstCheckpoint")]
    [TestCase(TrainerFixture.Steps + 4, TestName = "KilledInTheSecondEpoch")]
    [TestCase((2 * TrainerFixture.Steps) + 1, TestName = "KilledInTheThirdEpochsFirstStep")]
    public void EndsWithTheSameBytesAfterAKill(int crashAt)
    {
        using var training = new TrainerFixture();
        Assert.That(training.Run(crashAt: crashAt).Result, Is.Null);
        AssertUndisturbed(training, training.Run());
    }

    [Test]
    public void AKillWhileWritingLeavesNoFileBehind()
    {
        using var training = new TrainerFixture();
        training.Run(stopAt: 8);
        var unfinished = CheckpointOf(training) + ".123.tmp";
        File.WriteAllBytes(unfinished, File.ReadAllBytes(CheckpointOf(training))[..100]);
        AssertUndisturbed(training, training.Run());
        Assert.That(File.Exists(unfinished), Is.False);
    }

    [Test]
    public void AFinishedTrainingIsNotTrainedAgain()
    {
        using var training = new TrainerFixture();
        training.Run();
        AssertUndisturbed(training, training.Run(crashAt: 1));
    }

    [Test]
    public void AnotherLoaderThreadCountResumes()
    {
        using var training = new TrainerFixture();
        training.Run(stopAt: 8);
        using var other = new TrainerFixture { Options = training.Options with { LoaderThreads = 2, Name = "other" } };
        File.Copy(CheckpointOf(training), CheckpointOf(other));
        AssertUndisturbed(other, other.Run());
        Assert.That(other.Progress.Messages.Single(), Does.StartWith("Resuming"));
    }

    [TestCase(0.001)]
    [TestCase(0.3)]
    [TestCase(0.7)]
    [TestCase(0.999)]
    public void AFlippedBitStartsFromTheBeginningWithAWarning(double where)
    {
        using var training = new TrainerFixture();
        training.Run(stopAt: 8);
        var bytes = File.ReadAllBytes(CheckpointOf(training));
        bytes[(int)(bytes.Length * where)] ^= 0x10;
        File.WriteAllBytes(CheckpointOf(training), bytes);
        AssertStartsAnew(training, "cannot be used");
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(0.5)]
    public void ACutFileStartsFromTheBeginningWithAWarning(double keep)
    {
        using var training = new TrainerFixture();
        training.Run(stopAt: 8);
        var bytes = File.ReadAllBytes(CheckpointOf(training));
        File.WriteAllBytes(CheckpointOf(training), bytes[..(int)(keep < 1 ? keep * bytes.Length : keep)]);
        AssertStartsAnew(training, "cannot be used");
    }

    [Test]
    public void ACheckpointOfOtherSettingsStartsFromTheBeginningWithAWarning()
    {
        using var other = new TrainerFixture { Options = new TrainerFixture().Options with { LearningRate = 0.01 } };
        other.Run(stopAt: 8);
        using var training = new TrainerFixture();
        File.Copy(CheckpointOf(other), CheckpointOf(training));
        AssertStartsAnew(training, "other settings");
    }

    private static string CheckpointOf(TrainerFixture training) =>
        Path.Combine(training.Folder, TrainingCheckpoint.FileName);

    private void AssertStartsAnew(TrainerFixture training, string why)
    {
        var run = training.Run();
        AssertUndisturbed(training, run);
        var warning = run.Result!.Warnings.Single();
        Assert.That(warning, Does.Contain(why).And.Contain("starts from the beginning").And.Not.Contain("\n"));
        Assert.That(training.Progress.Messages, Is.EqualTo(new[] { warning }));
    }

    private void AssertUndisturbed(TrainerFixture training, (TrainingResult? Result, string Bytes) run)
    {
        Assert.That(run.Bytes, Is.EqualTo(undisturbed));
        Assert.That(run.Result!.Epochs.Select(Deterministic), Is.EqualTo(undisturbedEpochs));
        Assert.That(File.ReadAllLines(Path.Combine(training.Folder, MetricsFile.Name)), Has.Length.EqualTo(3));
    }

    private static string Deterministic(EpochMetrics epoch) =>
        JsonSerializer.Serialize(epoch with { ImagesPerSecond = 0, LoaderWaitShare = 0, Seconds = 0 });
}
