using EdgeKd.Data;

namespace EdgeKd.Distillation.Tests;

/// <summary>Trainings whose epochs draw classes equally often, of mixed images.</summary>
[TestFixture]
public class SamplingTrainingTests
{
    private static readonly TrainingOptions Options = new TrainerFixture().Options with
    {
        ClassSampling = ClassSampling.Balanced,
        SelectBy = "balanced",
        Augmentation = new AugmentationOptions { CropPadding = 1, Mixup = new MixupOptions(1), CutMix = new CutMixOptions() },
    };

    private string undisturbed = "";

    [OneTimeSetUp]
    public void TrainUndisturbed()
    {
        using var training = new TrainerFixture { Options = Options };
        undisturbed = training.Run().Bytes;
    }

    [TestCase(3)]
    [TestCase(TrainerFixture.Steps)]
    [TestCase(TrainerFixture.Steps + 4)]
    public void AStoppedTrainingEndsWithTheSameBytes(int stopAt)
    {
        using var training = new TrainerFixture { Options = Options };
        Assert.That(training.Run(stopAt: stopAt).Result, Is.Null);
        var (result, bytes) = training.Run();
        Assert.That(bytes, Is.EqualTo(undisturbed));
        Assert.That(result!.Epochs.Select(epoch => epoch.TrainTop1), Is.All.InRange(0, 1));
    }

    [Test]
    public void AnyNumberOfLoaderThreadsTrainsTheSameBytes()
    {
        using var training = new TrainerFixture { Options = Options with { LoaderThreads = 3 } };
        Assert.That(training.Run().Bytes, Is.EqualTo(undisturbed));
    }

    [Test]
    public void AnotherSamplerIsAnotherTraining()
    {
        using var training = new TrainerFixture { Options = Options with { ClassSampling = ClassSampling.Proportional } };
        Assert.That(training.Run().Bytes, Is.Not.EqualTo(undisturbed));
    }

    [Test]
    public void TheResultTellsTheClassesOfTheKeptEpochApart()
    {
        using var training = new TrainerFixture { Options = Options with { Epochs = 2 } };
        training.Run(stopAt: (2 * TrainerFixture.Steps) - 1);
        var result = training.Run().Result!;
        Assert.That(result.ValidationClasses.Select(one => one.Count), Is.EqualTo(new[] { 20, 20, 20 }));
        Assert.That(result.ValidationClasses.Sum(one => one.Correct) / 60.0, Is.EqualTo(result.ValidationTop1).Within(1e-12));
        Assert.That(result.ValidationBalancedAccuracy, Is.EqualTo(result.Epochs[result.BestEpoch - 1].ValidationBalancedAccuracy));
    }

    [Test]
    public void AClassWithoutValidationImagesIsLeftOut()
    {
        using var training = new TrainerFixture { Options = Options with { Epochs = 2 }, Validation = new ToySet(60, seed: 9) { Label = i => i % 2 } };
        training.Run(stopAt: TrainerFixture.Steps + 1);
        var result = training.Run().Result!;
        Assert.That(result.ValidationClasses.Select(one => one.Count), Is.EqualTo(new[] { 30, 30, 0 }));
        Assert.That(result.ValidationBalancedAccuracy, Is.EqualTo(result.ValidationTop1).Within(1e-12));
    }
}
