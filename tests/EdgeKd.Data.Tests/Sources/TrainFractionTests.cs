namespace EdgeKd.Data.Tests.Sources;

[TestFixture]
public class TrainFractionTests
{
    // 12 classes; 18 training images of each are left once validation has its 2.
    private static readonly DataOptions Small = new() { TrainCount = 240, TestCount = 120, Seed = 3 };

    // Taken before there were fractions and unlabelled images: what was prepared before is found again.
    [Test]
    public void RecipesWithoutAFractionHaveTheFingerprintThatTheyHad() =>
        Assert.That(DataPreparation.Fingerprint(Small), Is.EqualTo("1f4d8725c55863621f5c2aafcdc30413cfe9110c137dbfbc0c67a1ef91890e7f"));

    [TestCase(0.5, 9)]
    [TestCase(0.25, 5)]
    [TestCase(0.001, 1)]
    [TestCase(0.999, 17)]
    public void EveryClassKeepsItsPartOfTheLabels(double fraction, int perClass)
    {
        using var folder = new TemporaryFolder();
        var summary = Prepare(folder["part"], Small with { TrainFraction = fraction });
        Assert.That(summary.Train.PerClass, Is.All.EqualTo(perClass));
        Assert.That(summary.Unlabelled, Is.Null);
        Assert.That(File.Exists(folder["part", DataPreparation.UnlabelledFile]), Is.False);
        Assert.That(File.ReadAllText(folder["part", DataPreparation.SummaryFile]), Does.Not.Contain("unlabelled"));
    }

    [Test]
    public void ValidationAndTestStayAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        Prepare(folder["all"], Small);
        Prepare(folder["part"], Small with { TrainFraction = 0.25, Unlabelled = ["rest"] });
        foreach (var file in new[] { DataPreparation.ValidationFile, DataPreparation.TestFile })
            Assert.That(File.ReadAllBytes(folder["part", file]), Is.EqualTo(File.ReadAllBytes(folder["all", file])), file);
    }

    [Test]
    public void ASmallerPartLiesInALargerOne()
    {
        using var folder = new TemporaryFolder();
        Prepare(folder["small"], Small with { TrainFraction = 0.2 });
        Prepare(folder["large"], Small with { TrainFraction = 0.6 });
        var large = Names(folder["large"]);
        Assert.That(Names(folder["small"]), Is.SubsetOf(large).And.Length.LessThan(large.Length));
    }

    [Test]
    public void TheSeedChooses()
    {
        using var folder = new TemporaryFolder();
        Prepare(folder["a"], Small with { TrainFraction = 0.3 });
        Prepare(folder["b"], Small with { TrainFraction = 0.3, Seed = 4 });
        Assert.That(Names(folder["b"]), Is.Not.EqualTo(Names(folder["a"])));
    }

    [Test]
    public void TheRestIsWhatIsLeftOutWithoutItsLabels()
    {
        using var folder = new TemporaryFolder();
        Prepare(folder["all"], Small);
        var summary = Prepare(folder["part"], Small with { TrainFraction = 0.25, Unlabelled = ["rest"] });
        Assert.That((summary.Train.Count, summary.Unlabelled!.Count), Is.EqualTo((60, 156)));
        Assert.That(summary.Unlabelled.PerClass, Is.Empty);
        Assert.That(DataPreparation.ReadSummary(folder["part"]).Unlabelled!.Count, Is.EqualTo(156));
        using var all = PackedImages.Open(folder["all", DataPreparation.TrainFile]);
        using var train = PackedImages.Open(folder["part", DataPreparation.TrainFile]);
        using var rest = PackedImages.OpenUnlabelled(folder["part", DataPreparation.UnlabelledFile]);
        using var joined = new ConcatenatedImages(train, rest);
        var at = Enumerable.Range(0, all.Count).ToDictionary(all.NameOf);
        byte[] expected = new byte[all.Height * all.Width * 3], actual = new byte[expected.Length];
        for (var i = 0; i < joined.Count; i++)
        {
            Assert.That(at.Remove(joined.NameOf(i), out var original));
            Assert.That(joined.LabelOf(i), Is.EqualTo(i < train.Count ? all.LabelOf(original) : -1));
            all.CopyPixels(original, expected);
            joined.CopyPixels(i, actual);
            Assert.That(actual, Is.EqualTo(expected));
        }
        Assert.That(at, Is.Empty);
    }

    [Test]
    public void TheRestOfOtherKindsIsTakenToo()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in Cifar.CifarFixture.Cifar10()) folder.Write($"in/{name}", bytes);
        var summary = Prepare(folder["out"], new DataOptions
        {
            Kind = "cifar10", Path = folder["in"], ValidationFraction = 0.2, TrainFraction = 0.25, Unlabelled = ["rest"],
        });
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Unlabelled!.Count), Is.EqualTo((20, 20, 60)));
    }

    [Test]
    public void AClassOfOneTrainingImageIsNamed()
    {
        var options = Small with { TrainCount = 24, ValidationFraction = 0.5, TrainFraction = 0.5 };
        Assert.That(() => Prepare("unused", options),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("class 'circle' has 1 training image(s); at least 2 are needed to split the labelled part from them"));
    }

    [Test]
    public void TheFingerprintFollowsFractionAndRest()
    {
        DataOptions[] options =
        [
            Small, Small with { TrainFraction = 0.5 }, Small with { TrainFraction = 0.4 }, Small with { TrainFraction = 0.5, Unlabelled = ["rest"] },
        ];
        Assert.That(options.Select(DataPreparation.Fingerprint), Is.Unique);
    }

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return new TestCaseData(Small with { TrainFraction = 0 }).SetArgDisplayNames("fraction 0");
        yield return new TestCaseData(Small with { TrainFraction = -0.5 }).SetArgDisplayNames("fraction -0.5");
        yield return new TestCaseData(Small with { TrainFraction = 1.5 }).SetArgDisplayNames("fraction 1.5");
        yield return new TestCaseData(Small with { TrainFraction = double.NaN }).SetArgDisplayNames("fraction NaN");
        yield return new TestCaseData(Small with { Unlabelled = ["rest"] }).SetArgDisplayNames("rest of nothing");
        yield return new TestCaseData(Small with { Unlabelled = [" "] }).SetArgDisplayNames("empty folder");
    }

    [TestCaseSource(nameof(BadOptions))]
    public void ABadOptionIsRefusedInOneLine(DataOptions options) =>
        Assert.That(() => Prepare("unused", options), Throws.InstanceOf<ArgumentException>().With.Message.StartsWith("data ").And.Message.Not.Contains("\n"));

    private static DataSummary Prepare(string folder, DataOptions options) => DataPreparation.Prepare(options, folder, 2, null, default);

    private static string[] Names(string folder)
    {
        using var train = PackedImages.Open(Path.Combine(folder, DataPreparation.TrainFile));
        return [.. Enumerable.Range(0, train.Count).Select(train.NameOf)];
    }
}
