using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class TeacherCacheTests
{
    private TeacherCacheFixture fixture = null!;

    [SetUp]
    public void Make() => fixture = new TeacherCacheFixture();

    [TearDown]
    public void Remove() => fixture.Dispose();

    [Test]
    public void RecallsWhatTheTeacherSaidOfAnyViewInAnyOrder()
    {
        fixture.Write();
        using var cached = CachedTeacher.Open(fixture.Path, [FeatureHooks.Pooled, "conv"]);
        using var loader = new BatchLoader(fixture.Images, fixture.Loading with { BatchSize = 37, Shuffle = true, Seed = 8, Views = TeacherCacheFixture.Views });
        foreach (var batch in loader.Epoch(4).Concat(loader.Epoch(2)))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                var (live, recalled) = (fixture.Teacher.Forward(batch), cached.Forward(batch));
                AssertRounded(recalled.Logits, live.Logits);
                Assert.That(recalled.Features.Keys, Is.EquivalentTo(live.Features.Keys));
                foreach (var (name, feature) in live.Features)
                {
                    AssertRounded(recalled.Features[name], feature);
                }
            }
        }
    }

    [Test]
    public void GivesTheFeaturesThatAreWantedAndNoOther()
    {
        fixture.Write();
        using var logits = CachedTeacher.Open(fixture.Path);
        using var conv = CachedTeacher.Open(fixture.Path, ["conv"]);
        Assert.That((logits.ClassCount, logits.FeatureShapes.Count), Is.EqualTo((3, 0)));
        Assert.That(conv.FeatureShapes.Keys, Is.EqualTo(new[] { "conv" }));
        Assert.That(conv.FeatureShapes["conv"], Is.EqualTo(new long[] { 8, 8, 8 }));
        Assert.That(
            () => CachedTeacher.Open(fixture.Path, ["norm"]),
            Throws.ArgumentException.With.Message.Contains("no feature 'norm' (pooled, conv)").And.Message.Contains("cacheLimitMb"));
    }

    [Test]
    public void TheTeacherRunsOnceForAllSeedsMethodsAndEpochs()
    {
        fixture.Write();
        var forwards = fixture.Teacher.Forwards;
        Assert.That(forwards, Is.EqualTo(2 * TeacherCacheFixture.Views));
        Train(1, new DistillerOptions { Method = "kd" });
        Train(2, new DistillerOptions { Method = "kd" });
        foreach (var method in new[] { "dkd", "dist", "dhkd", "srd" })
        {
            Train(1, new DistillerOptions { Method = method });
        }


        Assert.That(fixture.Teacher.Forwards, Is.EqualTo(forwards));
    }

    [Test]
    public void AForwardLeavesTwoTensorsAndTheGraphAlone()
    {
        fixture.Write();
        using var cached = CachedTeacher.Open(fixture.Path, ["conv"]);
        using var loader = new BatchLoader(fixture.Images, fixture.Loading with { BatchSize = 5 });
        using var batch = loader.Epoch(0).First();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            var output = cached.Forward(batch);
            Assert.That(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, Is.EqualTo(before + 2));
            Assert.That((output.Logits.requires_grad, output.Logits.dtype), Is.EqualTo((false, ScalarType.Float32)));
        }

        Assert.That(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [TestCase(3, 0, "view 3")]
    [TestCase(-1, 0, "view -1")]
    [TestCase(0, TeacherCacheFixture.Count, "image 200")]
    [TestCase(0, -1, "image -1")]
    public void AViewOrImageThatIsNotHeldIsRefused(int view, int index, string named)
    {
        fixture.Write();
        using var cached = CachedTeacher.Open(fixture.Path);
        using var batch = new Batch(zeros(1, 3, 8, 8), zeros(1, dtype: ScalarType.Int64), [index], [view]);
        Assert.That(() => cached.Forward(batch), Throws.ArgumentException.With.Message.Contains(named));
    }

    [Test]
    public void TwoWritersGiveTheSameBytes()
    {
        fixture.Write();
        using var other = new TeacherCacheFixture();
        TeacherCacheWriter.Write(other.Path, other.Description, other.Teacher, other.Images, other.Loading with { Threads = 2, Seed = 99, Shuffle = true });
        Assert.That(File.ReadAllBytes(other.Path), Is.EqualTo(File.ReadAllBytes(fixture.Path)));
        Assert.That(File.Exists(other.Partial), Is.False);
    }

    [TestCase(1, 6)]
    [TestCase(2, 6)]
    [TestCase(3, 4)]
    [TestCase(4, 4)]
    [TestCase(6, 2)]
    public void AKilledWriterGoesOnAfterTheLastWholeView(int crashAt, int forwardsLeft)
    {
        using var undisturbed = new TeacherCacheFixture();
        undisturbed.Write();
        fixture.Teacher.CrashAt = crashAt;
        Assert.That(() => fixture.Write(), Throws.TypeOf<TimeoutException>());
        Assert.That(File.Exists(fixture.Path), Is.False);
        fixture.Teacher.CrashAt = null;
        var before = fixture.Teacher.Forwards;
        fixture.Write();
        Assert.That(fixture.Teacher.Forwards - before, Is.EqualTo(forwardsLeft));
        Assert.That(File.ReadAllBytes(fixture.Path), Is.EqualTo(File.ReadAllBytes(undisturbed.Path)));
    }

    [Test]
    public void ACancelledWriterGoesOn()
    {
        using var undisturbed = new TeacherCacheFixture();
        undisturbed.Write();
        using var stop = new CancellationTokenSource();
        Assert.That(() => fixture.Write(stop.Token, new Watch(done =>
        {
            if (done > 0.5)
            {
                stop.Cancel();
            }
        })), Throws.InstanceOf<OperationCanceledException>());
        fixture.Write();
        Assert.That(File.ReadAllBytes(fixture.Path), Is.EqualTo(File.ReadAllBytes(undisturbed.Path)));
    }

    // What a power cut may leave: a view whose bytes are not those that its digest vouches for; or something else altogether.
    [TestCase(0.99)]
    [TestCase(0.3)]
    [TestCase(0.001)]
    [TestCase(0.0)]
    public void ADamagedUnfinishedFileIsWrittenAnewFromTheDamageOn(double where)
    {
        using var undisturbed = new TeacherCacheFixture();
        undisturbed.Write();
        fixture.Teacher.CrashAt = 6;
        Assert.That(() => fixture.Write(), Throws.TypeOf<TimeoutException>());
        var bytes = File.ReadAllBytes(fixture.Partial);
        bytes[(int)(where * bytes.Length)] ^= 1;
        File.WriteAllBytes(fixture.Partial, bytes);
        fixture.Teacher.CrashAt = null;
        fixture.Write();
        Assert.That(File.ReadAllBytes(fixture.Path), Is.EqualTo(File.ReadAllBytes(undisturbed.Path)));
    }

    [Test]
    public void AnUnfinishedFileOfAnotherTeacherIsNotGoneOnWith()
    {
        fixture.Teacher.CrashAt = 6;
        Assert.That(() => fixture.Write(), Throws.TypeOf<TimeoutException>());
        fixture.Teacher.CrashAt = null;
        var before = fixture.Teacher.Forwards;
        var other = fixture.Description with { TeacherSha256 = new string('d', 64) };
        TeacherCacheWriter.Write(fixture.Path, other, fixture.Teacher, fixture.Images, fixture.Loading);
        Assert.That(fixture.Teacher.Forwards - before, Is.EqualTo(6));
        using var cached = CachedTeacher.Open(fixture.Path);
        Assert.That(cached.Description.TeacherSha256, Is.EqualTo(other.TeacherSha256));
    }

    [Test]
    public void ATeacherThatDoesNotFitTheDescriptionIsRefused()
    {
        (TeacherCacheDescription Description, string Named)[] cases =
        [
            (fixture.Description with { Count = 299 }, "299 images"),
            (fixture.Description with { Classes = 4 }, "4 classes"),
            (fixture.Description with { Features = [new("fc", [3])] }, "no feature 'fc'"),
            (fixture.Description with { Features = [new(FeatureHooks.Pooled, [31])] }, "shape 31"),
        ];
        foreach (var (description, named) in cases)
        {
            Assert.That(
                () => TeacherCacheWriter.Write(fixture.Path, description, fixture.Teacher, fixture.Images, fixture.Loading),
                Throws.ArgumentException.With.Message.Contains(named));
        }
    }

    [TestCase(1e6f)]
    [TestCase(float.NaN)]
    [TestCase(float.NegativeInfinity)]
    public void WhatHalfPrecisionCannotHoldIsAnError(float value)
    {
        using var teacher = new ConstantTeacher(value);
        var description = fixture.Description with { Features = [] };
        Assert.That(
            () => TeacherCacheWriter.Write(fixture.Path, description, teacher, fixture.Images, fixture.Loading),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("half precision"));
    }

    [TestCase(1 << 20, "conv", "pooled")]
    [TestCase(984_600, "conv", "pooled")]
    [TestCase(984_599, "pooled")]
    [TestCase(63_000, "pooled")]
    [TestCase(62_999)]
    [TestCase(5_400)]
    public void TheSmallestFeaturesAreKeptAsLongAsTheyFit(int limitBytes, params string[] kept)
    {
        // 2 bytes · 3 views · 300 images: 5,400 bytes of logits, 57,600 of pooled features, 921,600 of maps.
        var fitting = TeacherCacheDescription.Fitting(3, 300, 3, fixture.Teacher.FeatureShapes, limitBytes);
        Assert.That(fitting.Select(f => f.Name).Order(), Is.EqualTo(kept));
        var description = fixture.Description with { Features = fitting };
        Assert.That(3 * description.ViewSizeBytes, Is.LessThanOrEqualTo(limitBytes));
    }

    [Test]
    public void LogitsThatDoNotFitAreAnError() =>
        Assert.That(
            () => TeacherCacheDescription.Fitting(3, 300, 3, fixture.Teacher.FeatureShapes, 5_399),
            Throws.ArgumentException.With.Message.Contains("3 views of 300 images").And.Message.Contains("cacheLimitMb"));

    private static void AssertRounded(Tensor recalled, Tensor live)
    {
        Assert.That(recalled.shape, Is.EqualTo(live.shape));
        using var expected = live.to_type(ScalarType.Float16).to_type(ScalarType.Float32);
        // The teacher ran in batches of another size, which may move the last bits before the rounding.
        using var difference = (recalled - expected).abs().max();
        using var largest = live.abs().max();
        Assert.That(difference.ToSingle(), Is.InRange(0, 0.001f * largest.ToSingle()));
    }

    private void Train(long seed, DistillerOptions method)
    {
        using var validation = new ToySet(30, seed: 9);
        using var student = new ToyNetwork(seed);
        using var distiller = DistillerFactory.Create(method, student, CachedTeacher.Open(fixture.Path, ObjectiveFactory.FeatureNames(method).Teacher), imageSize: 8);
        using var work = new TrainerFixture();
        var options = work.Options with { Seed = seed, AugmentationSeed = 11, Views = TeacherCacheFixture.Views, Epochs = 4 };
        var result = new Trainer(options, distiller, fixture.Images, validation, work.Folder).Run();
        Assert.That(result.Epochs, Has.Count.EqualTo(4));
    }

    private sealed class Watch(Action<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen(value);
    }

    private sealed class ConstantTeacher(float value) : ITeacher
    {
        public int ClassCount => 3;

        public IReadOnlyDictionary<string, long[]> FeatureShapes { get; } = new Dictionary<string, long[]>();

        public TeacherOutput Forward(Batch batch) => new(full(batch.Count, 3, value), new Dictionary<string, Tensor>());

        public void Dispose()
        {
        }
    }
}
