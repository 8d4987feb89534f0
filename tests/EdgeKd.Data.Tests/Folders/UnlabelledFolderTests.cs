namespace EdgeKd.Data.Tests.Folders;

[TestFixture]
public class UnlabelledFolderTests
{
    private TemporaryFolder _folder = null!;

    private DataOptions Options => new()
    {
        Kind = "image-folder", Path = _folder["in"], ImageSize = 4, BaseFolder = _folder["recipe"], Seed = 1,
    };

    [SetUp]
    public void Make()
    {
        _folder = new TemporaryFolder();
        foreach (var part in new[] { "train", "test" })
        {
            for (var i = 0; i < (part == "train" ? 20 : 3); i++)
            {
                _folder.Write($"in/{part}/red/{i:D2}.bmp", Pictures.Flat(4, 250, 0, (byte)i));
                _folder.Write($"in/{part}/blue/{i:D2}.bmp", Pictures.Flat(4, 0, (byte)i, 250));
            }
        }
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void TheTrainFolderIsTheTrainingImagesThatLostTheirLabels()
    {
        var train = Options with { TrainFraction = 0.25, Unlabelled = ["train"] };
        var summary = Prepare(train);
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Unlabelled!.Count), Is.EqualTo((10, 4, 26)));
        var names = UnlabelledNames();
        Assert.That(names, Is.Unique.And.Ordered.Using<string>(StringComparer.Ordinal));
        Assert.That(names, Is.All.StartsWith("train/"));
        Prepare(train with { Unlabelled = ["rest"] });
        Assert.That(UnlabelledNames(), Is.EquivalentTo(names));
    }

    [TestCase("train", "rest")]
    [TestCase("rest", "train")]
    [TestCase("train", "train")]
    [TestCase(".", "train")]
    public void NoImageIsTakenTwice(string first, string second)
    {
        var summary = Prepare(Options with { TrainFraction = 0.25, Unlabelled = [first, second] });
        Assert.That(summary.Unlabelled!.Count, Is.EqualTo(26));
    }

    [Test]
    public void NestedFoldersAreTakenAndLabelsIgnored()
    {
        _folder.Write("in/more/1.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("in/more/green/deep/2.png", Pictures.Fixture("alpha.png"));
        _folder.Write("in/more/green/notes.txt", "not an image"u8);
        _folder.Write("in/more/.thumbnails/3.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("in/more/.4.bmp", Pictures.Flat(4, 1, 2, 3));
        var summary = Prepare(Options with { Unlabelled = ["more"] });
        Assert.That(summary.ClassNames, Is.EqualTo(new[] { "blue", "red" }));
        Assert.That(summary.Train.Count, Is.EqualTo(36));
        Assert.That(UnlabelledNames(), Is.EqualTo(new[] { "more/1.bmp", "more/green/deep/2.png" }));
    }

    [Test]
    public void ARelativeFolderIsSoughtInTheDataAndThenAtTheRecipe()
    {
        _folder.Write("in/more/here.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("recipe/more/not-this.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("recipe/other/there.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("elsewhere/far.bmp", Pictures.Flat(4, 1, 2, 3));
        Prepare(Options with { Unlabelled = ["more", "other", "../elsewhere/", _folder["elsewhere"]] });
        Assert.That(UnlabelledNames(), Is.EqualTo(new[] { "more/here.bmp", "other/there.bmp", "elsewhere/far.bmp" }));
    }

    [Test]
    public void AGeneratedSetTakesFoldersToo()
    {
        _folder.Write("recipe/more/1.bmp", Pictures.Bmp(20, 9, (_, _) => (9, 9, 9)));
        var summary = Prepare(new DataOptions { TrainCount = 48, TestCount = 24, ImageSize = 16, BaseFolder = _folder["recipe"], TrainFraction = 0.5, Unlabelled = ["rest", "more"] });
        Assert.That(summary.Unlabelled!.Count, Is.EqualTo(12 + 1));
        using var unlabelled = PackedImages.OpenUnlabelled(_folder["out", DataPreparation.UnlabelledFile]);
        var pixels = new byte[16 * 16 * 3];
        unlabelled.CopyPixels(12, pixels);
        Assert.That(pixels, Is.All.EqualTo(9));
        Assert.That((unlabelled.NameOf(12), unlabelled.LabelOf(12)), Is.EqualTo(("more/1.bmp", -1)));
    }

    // Links must not bring an image of test or validation in under another path.
    [Test]
    public void LinksAreFollowedToWhereTheyLead()
    {
        Directory.CreateDirectory(_folder["recipe"]);
        Directory.CreateSymbolicLink(_folder["recipe", "linked"], "../in");
        Directory.CreateSymbolicLink(_folder["in", "circle"], _folder["in"]);
        _folder.Write("in/more/1.bmp", Pictures.Flat(4, 1, 2, 3));
        File.CreateSymbolicLink(_folder["in", "more", "2.bmp"], "../test/red/00.bmp");
        File.CreateSymbolicLink(_folder["in", "more", "3.bmp"], "1.bmp");
        Prepare(Options with { Unlabelled = ["linked"] });
        Assert.That(UnlabelledNames(), Is.EqualTo(new[] { "in/more/1.bmp" }));
    }

    [Test]
    public void LinksInACircleAreRefused()
    {
        Directory.CreateSymbolicLink(_folder["in", "a"], _folder["in", "b"]);
        Directory.CreateSymbolicLink(_folder["in", "b"], _folder["in", "a"]);
        _folder.Write("in/more/1.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(() => Prepare(Options with { Unlabelled = ["."] }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("circle"));
    }

    [Test]
    public void AMissingFolderNamesBothPlaces() =>
        Assert.That(() => Prepare(Options with { Unlabelled = ["none"] }), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo($"the unlabelled folder {_folder["in", "none"]} (or {_folder["recipe", "none"]}) does not exist; name a folder of images"));

    [Test]
    public void AFileIsNoFolder()
    {
        _folder.Write("recipe/one.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(() => Prepare(Options with { Unlabelled = ["one.bmp"] }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is a file"));
    }

    [Test]
    public void AnEmptyFolderIsNamed()
    {
        _folder.Write("in/more/deep/notes.txt", "not an image"u8);
        Assert.That(() => Prepare(Options with { Unlabelled = ["more"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(_folder["in", "more"]).And.Message.Contains("holds no JPEG"));
    }

    [Test]
    public void AFolderOfLabelledImagesAloneIsRefused() =>
        Assert.That(() => Prepare(Options with { Unlabelled = ["train"] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("(train)").And.Message.Contains("no image that is not in train, validation or test"));

    [Test]
    public void DamagedImagesAreErrorsOrSkipped()
    {
        _folder.Write("in/more/good.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("in/more/bad.bmp", "BM"u8);
        var options = Options with { Unlabelled = ["more"] };
        Assert.That(() => Prepare(options), Throws.TypeOf<InvalidDataException>().With.Message.Contains("bad.bmp").And.Message.Contains("on-damaged"));
        var summary = Prepare(options with { OnDamaged = "skip" });
        Assert.That(summary.Unlabelled!.Count, Is.EqualTo(1));
        Assert.That(summary.Skipped.Single().Name, Is.EqualTo("more/bad.bmp"));
        File.Delete(_folder["in", "more", "good.bmp"]);
        Assert.That(() => Prepare(options with { OnDamaged = "skip" }), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("no unlabelled image can be read; mend them"));
    }

    [Test]
    public void TheFingerprintFollowsTheFiles()
    {
        _folder.Write("recipe/more/1.bmp", Pictures.Flat(4, 1, 2, 3));
        _folder.Write("recipe/other/1.bmp", Pictures.Flat(4, 1, 2, 3));
        var options = Options with { Unlabelled = ["more"] };
        var first = DataPreparation.Fingerprint(options);
        Assert.That(DataPreparation.Fingerprint(options with { Unlabelled = ["./more/"], BaseFolder = _folder["in", "..", "recipe"] }), Is.EqualTo(first));
        List<string> all = [first, DataPreparation.Fingerprint(Options), DataPreparation.Fingerprint(options with { Unlabelled = ["more", "other"] })];
        File.SetLastWriteTimeUtc(_folder["recipe", "more", "1.bmp"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        all.Add(DataPreparation.Fingerprint(options));
        _folder.Write("recipe/more/deep/2.bmp", Pictures.Flat(4, 1, 2, 3));
        all.Add(DataPreparation.Fingerprint(options));
        Assert.That(all, Is.Unique);
        Assert.That(() => DataPreparation.Fingerprint(options with { Unlabelled = ["none"] }), Throws.TypeOf<InvalidDataException>());
    }

    private DataSummary Prepare(DataOptions options) => DataPreparation.Prepare(options, _folder["out"], 2, null, default);

    private string[] UnlabelledNames()
    {
        using var part = PackedImages.OpenUnlabelled(_folder["out", DataPreparation.UnlabelledFile]);
        return [.. Enumerable.Range(0, part.Count).Select(part.NameOf)];
    }
}
