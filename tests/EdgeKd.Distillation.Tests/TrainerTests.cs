using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;

namespace EdgeKd.Distillation.Tests;

[TestFixture]
public class TrainerTests
{
    [TestCase("ce")]
    [TestCase("kd")]
    public void LearnsToTellTheTintsApart(string method)
    {
        using var training = new TrainerFixture { Method = method, Teacher = TrainerFixture.TrainTeacher };
        var (result, _) = training.Run();
        Assert.That(result!.ValidationTop1, Is.GreaterThan(0.8));
        Assert.That(result.ValidationTop5, Is.EqualTo(1));
        Assert.That(result.Epochs, Has.Count.EqualTo(3));
        Assert.That(result.Epochs[^1].TaskLoss, Is.LessThan(result.Epochs[0].TaskLoss));
        Assert.That(result.Warnings, Is.Empty);
        Assert.That(result.PeakMemoryBytes, Is.GreaterThan(1 << 20));
        Assert.That(result.Epochs.Select(e => e.LoaderWaitShare), Is.All.GreaterThan(0).And.All.LessThan(1));
        Assert.That(
            result.Epochs.Select(e => e.GradientCosine),
            method == "ce" ? Is.All.Null : Is.All.InRange(-1.0001, 1.0001).And.All.Not.EqualTo(0));
    }

    [Test]
    public void TwoRunsGiveTheSameBytes()
    {
        using var one = new TrainerFixture();
        using var other = new TrainerFixture();
        Assert.That(other.Run().Bytes, Is.EqualTo(one.Run().Bytes));
    }

    [Test]
    public void LoaderThreadsChangeNoBytes()
    {
        using var one = new TrainerFixture();
        using var other = new TrainerFixture { Options = new TrainerFixture().Options with { LoaderThreads = 3 } };
        Assert.That(other.Run().Bytes, Is.EqualTo(one.Run().Bytes));
    }

    [Test]
    public void AnotherSeedGivesOtherBytes()
    {
        using var one = new TrainerFixture();
        using var other = new TrainerFixture { Options = new TrainerFixture().Options with { Seed = 6 } };
        Assert.That(other.Run().Bytes, Is.Not.EqualTo(one.Run().Bytes));
    }

    [TestCase("best")]
    [TestCase("last")]
    public void KeepsTheSelectedEpoch(string select)
    {
        using var training = new TrainerFixture { Options = new TrainerFixture().Options with { Select = select } };
        var (result, _) = training.Run();
        var expected = select == "last"
            ? result!.Epochs[^1]
            : result!.Epochs.OrderByDescending(e => e.ValidationTop1).ThenBy(e => e.ValidationLoss).First();
        Assert.That(result.BestEpoch, Is.EqualTo(expected.Epoch));
        Assert.That(result.ValidationTop1, Is.EqualTo(expected.ValidationTop1));
        Assert.That(result.ValidationLoss, Is.EqualTo(expected.ValidationLoss));
    }

    [TestCase(null)]
    [TestCase(0.9)]
    public void TheStudentHoldsTheWeightsThatWereValidated(double? decay)
    {
        using var fixture = new TrainerFixture();
        using var student = new ToyNetwork(3);
        using var distiller = new StudentDistiller(student, new LabelObjective());
        using var train = new ToySet(100);
        using var validation = new ToySet(60, seed: 9);
        var result = new Trainer(fixture.Options with { EmaDecay = decay }, distiller, train, validation, fixture.Folder).Run();
        var again = Evaluation.Evaluate(student, validation, ToySet.Normalization);
        Assert.That(again.Top1, Is.EqualTo(result.ValidationTop1));
        Assert.That(again.Loss, Is.EqualTo(result.ValidationLoss));
        Assert.That(student.training, Is.False);
    }

    [Test]
    public void LeavesNoTensorBehindHoweverLongItTrains()
    {
        long Left(int epochs)
        {
            using var training = new TrainerFixture { Options = new TrainerFixture().Options with { Epochs = epochs } };
            var before = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            training.Run();
            return TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before;
        }

        Assert.That(Left(6), Is.EqualTo(Left(2)));
    }

    [Test]
    public void WritesOneMetricsLineAnEpoch()
    {
        using var training = new TrainerFixture();
        training.Run();
        var lines = File.ReadAllLines(Path.Combine(training.Folder, "metrics.jsonl"));
        Assert.That(lines, Has.Length.EqualTo(3));
        for (var i = 0; i < 3; i++)
        {
            var line = JsonDocument.Parse(lines[i]).RootElement;
            Assert.That(line.GetProperty("epoch").GetInt32(), Is.EqualTo(i + 1));
            Assert.That(line.GetProperty("taskLoss").GetDouble(), Is.GreaterThan(0));
            Assert.That(line.GetProperty("distillationLoss").GetDouble(), Is.GreaterThan(0));
            Assert.That(line.GetProperty("validationTop1").GetDouble(), Is.InRange(0, 1));
        }

        Assert.That(Directory.GetFiles(training.Folder), Has.Length.EqualTo(2));
    }

    [Test]
    public void ReportsEachEpochsEnd()
    {
        using var training = new TrainerFixture();
        training.Run();
        var ends = training.Progress.Reports.Where(r => r.Message is null && r.Step == r.Steps).ToArray();
        Assert.That(ends.Select(r => r.Epoch).Distinct(), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(ends[^1].TimeLeft, Is.EqualTo(TimeSpan.Zero));
        Assert.That(ends[^1].ValidationTop1, Is.Not.Null);
        Assert.That(ends, Has.All.Property(nameof(TrainingProgress.Steps)).EqualTo(TrainerFixture.Steps));
    }

    [Test]
    public void ALossThatIsNoNumberIsAnErrorNamingEpochAndStep()
    {
        using var training = new TrainerFixture
        {
            Options = new TrainerFixture().Options with { LearningRate = 1e30, EmaDecay = null },
        };
        Assert.That(
            () => training.Run(),
            Throws.TypeOf<TrainingDivergedException>().With.Message.Match(@"epoch 1, step \d of 6.*lower the learning rate"));
    }

    [TestCase(1, 100, "set batchSize to 2")]
    [TestCase(16, 1, "more training images")]
    public void ABatchOfOneWithBatchNormIsAnError(int batchSize, int images, string remedy)
    {
        using var fixture = new TrainerFixture();
        using var distiller = new StudentDistiller(new ToyNetwork(), new LabelObjective());
        using var train = new ToySet(images);
        var trainer = new Trainer(fixture.Options with { BatchSize = batchSize }, distiller, train, train, fixture.Folder);
        Assert.That(() => trainer.Run(), Throws.ArgumentException.With.Message.Contains(remedy));
    }

    [Test]
    public void ABatchOfOneWithoutBatchNormTrains()
    {
        using var fixture = new TrainerFixture();
        using var distiller = new StudentDistiller(new ToyNetwork(norm: false), new LabelObjective());
        using var train = new ToySet(3);
        var result = new Trainer(fixture.Options with { BatchSize = 1 }, distiller, train, train, fixture.Folder).Run();
        Assert.That(result.Epochs, Has.Count.EqualTo(3));
    }

    [TestCase(33, 16)]
    [TestCase(5, 16)]
    [TestCase(16, 16)]
    public void AnyNumberOfImagesTrains(int images, int batchSize)
    {
        using var fixture = new TrainerFixture();
        using var distiller = new StudentDistiller(new ToyNetwork(), new LabelObjective());
        using var train = new ToySet(images);
        var result = new Trainer(fixture.Options with { BatchSize = batchSize }, distiller, train, train, fixture.Folder).Run();
        Assert.That(result.Epochs[0].TrainTop1, Is.InRange(0, 1));
    }

    [Test]
    public void SettingsOutOfRangeAreRefusedByName()
    {
        using var fixture = new TrainerFixture();
        using var distiller = new StudentDistiller(new ToyNetwork(), new LabelObjective());
        using var images = new ToySet(32);
        using var none = new ToySet(0);
        using var twoClasses = new ToySet(32) { ClassNames = ["red", "green"] };
        var good = fixture.Options;
        (TrainingOptions Options, IImageSet Train, IImageSet Validation, string Named)[] cases =
        [
            (good with { Epochs = 0 }, images, images, "epochs"),
            (good with { BatchSize = 0 }, images, images, "batchSize"),
            (good with { Threads = 0 }, images, images, "threads"),
            (good with { LearningRate = 0 }, images, images, "learning rate"),
            (good with { LearningRate = double.NaN }, images, images, "learning rate"),
            (good with { Select = "first" }, images, images, "first"),
            (good with { SelectBy = "recall" }, images, images, "recall"),
            (good with { Optimizer = "sdg" }, images, images, "sdg"),
            (good with { GradientPolicy = "sum" }, images, images, "sum"),
            (good with { EmaDecay = 2 }, images, images, "EMA"),
            (good, none, images, "training set is empty"),
            (good, images, none, "validation set is empty"),
            (good, twoClasses, images, "2 classes"),
        ];
        foreach (var (options, train, validation, named) in cases)
        {
            Assert.That(
                () => new Trainer(options, distiller, train, validation, fixture.Folder).Run(),
                Throws.ArgumentException.With.Message.Contains(named), named);
        }
    }
}
