namespace EdgeKd.Data.Tests.Sources;

[TestFixture]
public class DataPreparationTests
{
    private static readonly string[] Parts = [DataPreparation.TrainFile, DataPreparation.ValidationFile, DataPreparation.TestFile, DataPreparation.SummaryFile];
    private static readonly DataOptions Small = new() { TrainCount = 240, TestCount = 120, Seed = 3 };

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(16)]
    public void AnyNumberOfThreadsGivesTheSameBytes(int threads)
    {
        using var folder = new TemporaryFolder();
        DataPreparation.Prepare(Small, folder["one"], 1, null, default);
        DataPreparation.Prepare(Small, folder["many"], threads, null, default);
        foreach (var part in Parts) Assert.That(File.ReadAllBytes(folder["many", part]), Is.EqualTo(File.ReadAllBytes(folder["one", part])), part);
        Assert.That(Directory.GetFiles(folder["many"]), Has.Length.EqualTo(Parts.Length), "no temporary file stays");
    }

    [Test]
    public void TheSummaryCountsWhatIsThere()
    {
        using var folder = new TemporaryFolder();
        var summary = DataPreparation.Prepare(Small, folder.Path, 2, null, default);
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((216, 24, 120)));
        Assert.That(summary.Train.PerClass, Is.All.EqualTo(18));
        Assert.That(summary.Validation.PerClass, Is.All.EqualTo(2));
        using var validation = PackedImages.Open(folder[DataPreparation.ValidationFile]);
        Assert.That(validation.Count, Is.EqualTo(24));
        Assert.That(validation.ClassNames, Is.EqualTo(summary.ClassNames));
        var read = DataPreparation.ReadSummary(folder.Path);
        Assert.That(read.Test.PerClass, Is.EqualTo(summary.Test.PerClass));
        Assert.That(read.ClassNames, Is.EqualTo(summary.ClassNames));
    }

    [Test]
    public void TrainAndValidationShareNoImage()
    {
        using var folder = new TemporaryFolder();
        DataPreparation.Prepare(Small, folder.Path, 2, null, default);
        using var train = PackedImages.Open(folder[DataPreparation.TrainFile]);
        using var validation = PackedImages.Open(folder[DataPreparation.ValidationFile]);
        var names = Enumerable.Range(0, train.Count).Select(train.NameOf).Concat(Enumerable.Range(0, validation.Count).Select(validation.NameOf));
        Assert.That(names, Is.Unique);
    }

    [Test]
    public void ProgressRisesToTheTotal()
    {
        using var folder = new TemporaryFolder();
        var progress = new Recorder();
        DataPreparation.Prepare(Small, folder.Path, 4, progress, default);
        Assert.That(progress.Seen.Select(p => p.Done), Is.Ordered);
        Assert.That(progress.Seen[^1], Is.EqualTo(new PreparationProgress(360, 360) { Step = "test" }));
    }

    [Test]
    public void ACancelledPreparationLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var progress = new Recorder { OnReport = _ => source.Cancel() };
        Assert.That(() => DataPreparation.Prepare(Small, folder["out"], 2, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(folder["out"]), Is.Empty);
    }

    [Test]
    public void TheFingerprintFollowsEveryOptionThatChangesTheBytes()
    {
        var fingerprint = DataPreparation.Fingerprint(Small);
        Assert.That(DataPreparation.Fingerprint(Small with { }), Is.EqualTo(fingerprint));
        DataOptions[] changed =
        [
            Small with { Seed = 4 }, Small with { TrainCount = 241 }, Small with { TestCount = 121 }, Small with { ImageSize = 24 },
            Small with { StoredSize = 40 }, Small with { ValidationFraction = 0.2 },
        ];
        Assert.That(changed.Select(DataPreparation.Fingerprint).Append(fingerprint), Is.Unique);
    }

    [Test]
    public void TheFingerprintFollowsTheFilterWhereImagesAreResized()
    {
        DataOptions[] resized = [Small with { ImageSize = 24 }, Small with { StoredSize = 40 }];
        Assert.That(DataPreparation.Fingerprint(Small with { Interpolation = Interpolation.Bicubic }), Is.EqualTo(DataPreparation.Fingerprint(Small)));
        foreach (var options in resized)
            Assert.That(DataPreparation.Fingerprint(options with { Interpolation = Interpolation.Bicubic }), Is.Not.EqualTo(DataPreparation.Fingerprint(options)));
    }

    [Test]
    public void TheFingerprintOfAFolderFollowsItsFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/1.bmp", Pictures.Flat(4, 1, 2, 3));
        folder.Write("b/1.bmp", Pictures.Flat(4, 1, 2, 3));
        var options = new DataOptions { Kind = "image-folder", Path = folder.Path };
        var first = DataPreparation.Fingerprint(options);
        File.SetLastWriteTimeUtc(folder["a", "1.bmp"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var touched = DataPreparation.Fingerprint(options);
        folder.Write("b/2.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(new[] { first, touched, DataPreparation.Fingerprint(options) }, Is.Unique);
    }

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return new TestCaseData(new DataOptions { Kind = "shape" }).SetArgDisplayNames("unknown kind");
        yield return new TestCaseData(new DataOptions { Kind = "image-folder" }).SetArgDisplayNames("no path");
        yield return new TestCaseData(new DataOptions { ImageSize = -1 }).SetArgDisplayNames("negative size");
        yield return new TestCaseData(new DataOptions { ImageSize = 32, StoredSize = 31 }).SetArgDisplayNames("stored below image size");
        yield return new TestCaseData(new DataOptions { ValidationFraction = 0 }).SetArgDisplayNames("fraction 0");
        yield return new TestCaseData(new DataOptions { ValidationFraction = 1 }).SetArgDisplayNames("fraction 1");
        yield return new TestCaseData(new DataOptions { ValidationFraction = double.NaN }).SetArgDisplayNames("fraction NaN");
        yield return new TestCaseData(new DataOptions { TrainCount = 0 }).SetArgDisplayNames("no images");
        yield return new TestCaseData(new DataOptions { OnDamaged = "ignore" }).SetArgDisplayNames("unknown on-damaged");
        yield return new TestCaseData(new DataOptions { Kind = "cifar10", Path = "x", Sha256 = "12" }).SetArgDisplayNames("short digest");
        yield return new TestCaseData(new DataOptions { Kind = "cifar10", Path = "x", Url = "https://example.org/x.tar.gz" }).SetArgDisplayNames("address without digest");
        yield return new TestCaseData(new DataOptions { Kind = "cifar10", Path = "x", Url = "file:///x", Sha256 = new string('0', 64) }).SetArgDisplayNames("file address");
    }

    [TestCaseSource(nameof(BadOptions))]
    public void ABadOptionIsRefusedInOneLine(DataOptions options) =>
        Assert.That(() => DataPreparation.Prepare(options, "unused", 1, null, default),
            Throws.InstanceOf<ArgumentException>().With.Message.StartsWith("data ").And.Message.Not.Contains("\n"));

    private sealed class Recorder : IProgress<PreparationProgress>
    {
        public List<PreparationProgress> Seen { get; } = [];

        public Action<PreparationProgress>? OnReport { get; init; }

        public void Report(PreparationProgress value)
        {
            Seen.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
