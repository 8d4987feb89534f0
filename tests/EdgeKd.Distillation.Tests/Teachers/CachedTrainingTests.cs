using EdgeKd.Distillation.Distillers;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class CachedTrainingTests
{
    private const int Steps = TeacherCacheFixture.Count / 16;

    private readonly TeacherCacheFixture fixture = new();

    [OneTimeSetUp]
    public void Write() => fixture.Write();

    [OneTimeTearDown]
    public void Remove() => fixture.Dispose();

    [TestCase(1)]
    [TestCase(Steps + 5)]
    [TestCase(3 * Steps)]
    public void AnInterruptedTrainingEndsWithTheSameBytes(int stopAt)
    {
        using TrainerFixture undisturbed = new(), interrupted = new();
        var (_, expected) = Train(undisturbed);
        var (finished, _) = Train(interrupted, stopAt);
        Assert.That(finished, Is.False);
        Assert.That(Train(interrupted), Is.EqualTo((true, expected)));
    }

    [Test]
    public void ALiveTeacherOnTheSameViewsTrainsNearlyAlike()
    {
        using TrainerFixture live = new(), cached = new();
        var (options, weights) = (Options(live), new List<float[]>());
        foreach (ITeacher teacher in new ITeacher[] { new NetworkTeacher(new ToyNetwork(4)), CachedTeacher.Open(fixture.Path) })
        {
            using var student = new ToyNetwork(3, norm: false);
            using var distiller = DistillerFactory.Create(new DistillerOptions { Method = "kd" }, student, teacher);
            using var validation = new ToySet(30, seed: 9);
            new Trainer(options with { Epochs = 1 }, distiller, fixture.Images, validation, weights.Count == 0 ? live.Folder : cached.Folder).Run();
            weights.Add(student.parameters().SelectMany(p => p.data<float>().ToArray()).ToArray());
        }

        Assert.That(weights[1], Is.EqualTo(weights[0]).Within(2e-3), "half precision is all that differs");
        Assert.That(weights[1], Is.Not.EqualTo(weights[0]), "and it was used");
    }

    private (bool Finished, string Bytes) Train(TrainerFixture work, int? stopAt = null)
    {
        using var student = new ToyNetwork(3);
        using var validation = new ToySet(30, seed: 9);
        using var stop = new CancellationTokenSource();
        using var teacher = new CountingTeacher(CachedTeacher.Open(fixture.Path)) { OnForward = count => StopAt(count) };
        using var distiller = DistillerFactory.Create(new DistillerOptions { Method = "kd" }, student, teacher);
        try
        {
            new Trainer(Options(work), distiller, fixture.Images, validation, work.Folder).Run(stop.Token);
            return (true, student.Bytes());
        }
        catch (OperationCanceledException)
        {
            return (false, student.Bytes());
        }

        void StopAt(int count)
        {
            if (count == stopAt)
            {
                stop.Cancel();
            }
        }
    }

    private static TrainingOptions Options(TrainerFixture work) =>
        work.Options with { AugmentationSeed = 11, Views = TeacherCacheFixture.Views, Epochs = 4 };
}
