namespace EdgeKd.Data.Tests.Folders;

[TestFixture]
public class ImageFolderTests
{
    private static DataOptions Options(TemporaryFolder folder) => new() { Kind = "image-folder", Path = folder["in"], ImageSize = 4 };

    [TestCase("")]
    [TestCase("cifar10/")]
    public void PartsAreReadAndValidationIsSplitFromTrain(string inside)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, $"in/{inside}train", 20);
        Fill(folder, $"in/{inside}test", 3);
        var summary = Prepare(folder, Options(folder));
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((36, 4, 6)));
        Assert.That(summary.ClassNames, Is.EqualTo(new[] { "blue", "red" }));
        using var test = PackedImages.Open(folder["out", DataPreparation.TestFile]);
        var pixels = new byte[48];
        test.CopyPixels(0, pixels);
        Assert.That(pixels[..3], Is.EqualTo(new byte[] { 0, 0, 250 }));
        Assert.That(test.NameOf(0), Is.EqualTo("test/blue/00.bmp"));
        Assert.That(test.LabelOf(5), Is.EqualTo(1));
    }

    [TestCase("val")]
    [TestCase("validation")]
    public void AGivenValidationPartIsTaken(string name)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in/train", 20);
        Fill(folder, "in/test", 3);
        Fill(folder, $"in/{name}", 5);
        var summary = Prepare(folder, Options(folder));
        Assert.That((summary.Train.Count, summary.Validation.Count), Is.EqualTo((40, 10)));
    }

    [Test]
    public void AFolderWithoutPartsIsSplitInThree()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in", 50);
        var summary = Prepare(folder, Options(folder));
        Assert.That((summary.Train.Count, summary.Validation.Count, summary.Test.Count), Is.EqualTo((70, 10, 20)));
        Assert.That(summary.Validation.PerClass, Is.All.EqualTo(5));
        Assert.That(summary.Test.PerClass, Is.All.EqualTo(10));
        string[] files = [DataPreparation.TrainFile, DataPreparation.ValidationFile, DataPreparation.TestFile];
        List<string> names = [];
        foreach (var file in files)
        {
            using var part = PackedImages.Open(folder["out", file]);
            names.AddRange(Enumerable.Range(0, part.Count).Select(part.NameOf));
        }
        Assert.That(names, Has.Count.EqualTo(100).And.Unique);
    }

    [Test]
    public void ADamagedImageIsNamed()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in", 20);
        folder.Write("in/red/05.bmp", "BM and nothing that follows it is a picture"u8);
        folder.Write("in/red/17.bmp", []);
        Assert.That(() => Prepare(folder, Options(folder)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(Path.Combine("red", "05.bmp")).Or.Message.Contains(Path.Combine("red", "17.bmp")));
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("on-damaged"));
    }

    [Test]
    public void DamagedImagesAreSkippedAndListedWhenAllowed()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in", 20);
        folder.Write("in/red/05.jpg", Pictures.Fixture("rgb.jpg").AsSpan(0, 300));
        folder.Write("in/red/17.bmp", []);
        folder.Write("in/red/readme.txt", "not an image"u8);
        folder.Write("in/red/.hidden.bmp", []);
        var summary = Prepare(folder, Options(folder) with { OnDamaged = "skip" });
        Assert.That(summary.Skipped.Select(s => s.Name), Is.EquivalentTo(new[] { "red/05.jpg", "red/17.bmp" }));
        Assert.That(summary.Train.Count + summary.Validation.Count + summary.Test.Count, Is.EqualTo(39));
        Assert.That(summary.IgnoredFiles, Is.EqualTo(2));
        Assert.That(DataPreparation.ReadSummary(folder["out"]).Skipped, Is.EqualTo(summary.Skipped));
    }

    [Test]
    public void AClassThatIsDamagedWhollyIsAnErrorEvenWhenSkipping()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in", 4);
        for (var i = 0; i < 4; i++) folder.Write($"in/red/{i:D2}.bmp", []);
        Assert.That(() => Prepare(folder, Options(folder) with { OnDamaged = "skip" }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'red'"));
    }

    [Test]
    public void NoFolderNoClassAndOneClassAreErrors()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not exist"));
        Directory.CreateDirectory(folder["in"]);
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no class folders"));
        folder.Write("in/red/1.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("one class, 'red'"));
        Directory.CreateDirectory(folder["in", "blue"]);
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("blue").And.Message.Contains("no JPEG"));
        folder.Write("in/blue/1.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("at least 2"));
    }

    [Test]
    public void PartsHaveToHaveTheSameClasses()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "in/train", 4);
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no folder test"));
        Fill(folder, "in/test", 2);
        folder.Write("in/test/green/1.bmp", Pictures.Flat(4, 1, 2, 3));
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'green'"));
        folder.Write("in/train/green/1.bmp", Pictures.Flat(4, 1, 2, 3));
        Directory.Delete(folder["in", "test", "red"], true);
        Assert.That(() => Prepare(folder, Options(folder)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'red'"));
    }

    [Test]
    public void ImagesOfManySizesBecomeOne()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 10; i++)
        {
            folder.Write($"in/a/{i}.bmp", Pictures.Bmp(5 + i, 20 - i, (_, _) => (9, 9, 9)));
            folder.Write($"in/b/{i}.png", Pictures.Fixture("alpha.png"));
        }
        Prepare(folder, Options(folder) with { ImageSize = 6, StoredSize = 8 });
        using var train = PackedImages.Open(folder["out", DataPreparation.TrainFile]);
        Assert.That((train.Height, train.Width), Is.EqualTo((8, 8)));
    }

    private static DataSummary Prepare(TemporaryFolder folder, DataOptions options) =>
        DataPreparation.Prepare(options, folder["out"], 2, null, default);

    private static void Fill(TemporaryFolder folder, string part, int count)
    {
        for (var i = 0; i < count; i++)
        {
            folder.Write($"{part}/red/{i:D2}.bmp", Pictures.Flat(4, 250, 0, (byte)i));
            folder.Write($"{part}/blue/{i:D2}.bmp", Pictures.Flat(4, 0, (byte)i, 250));
        }
    }
}
