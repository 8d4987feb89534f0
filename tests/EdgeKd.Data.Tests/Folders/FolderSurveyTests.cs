namespace EdgeKd.Data.Tests.Folders;

[TestFixture]
public class FolderSurveyTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Plain pictures of one colour, whose statistics are known.
    private void Write(string classFolder, int count, int height, int width, byte red = 51, byte green = 102, byte blue = 255)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, classFolder)).FullName;
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i:D3}.bmp"), Pictures.Bmp(height, width, (_, _) => (red, green, blue)));
    }

    [Test]
    public void Parts_of_their_own_are_counted_as_they_are()
    {
        Write("train/cat", 12, 40, 50);
        Write("train/dog", 8, 40, 50);
        Write("validation/cat", 3, 40, 50);
        Write("validation/dog", 3, 40, 50);
        Write("test/cat", 5, 40, 50);
        Write("test/dog", 4, 40, 50);
        File.WriteAllText(Path.Combine(_folder.Path, "train", "cat", "notes.txt"), "");

        var survey = FolderSurvey.Take(_folder.Path, CancellationToken.None);

        Assert.That((survey.TrainCount, survey.ValidationCount, survey.TestCount), Is.EqualTo((20, 6, 9)));
        Assert.That((survey.HasOwnTest, survey.HasOwnValidation), Is.EqualTo((true, true)));
        Assert.That((survey.SmallestClassCount, survey.IgnoredFiles, survey.SampledCount), Is.EqualTo((8, 1, 20)));
        Assert.That(survey.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
    }

    [Test]
    public void Classes_side_by_side_are_split_as_the_data_stage_splits_them()
    {
        Write("cat", 40, 32, 32);
        Write("dog", 60, 32, 32);

        var survey = FolderSurvey.Take(_folder.Path, CancellationToken.None);

        // A fifth of each class to test on, a tenth of all to choose by.
        Assert.That((survey.TrainCount, survey.ValidationCount, survey.TestCount), Is.EqualTo((70, 10, 20)));
        Assert.That((survey.HasOwnTest, survey.HasOwnValidation), Is.EqualTo((false, false)));
    }

    [Test]
    public void Normalisation_and_size_are_those_of_the_pixels()
    {
        Write("train/one", 6, 30, 90);
        Write("train/two", 5, 70, 50, red: 0);
        Write("test/one", 1, 30, 90);
        Write("test/two", 1, 70, 50);

        var survey = FolderSurvey.Take(_folder.Path, CancellationToken.None);

        Assert.That(survey.MedianShorterSide, Is.EqualTo(30));
        // Six of eleven images have red 0.2, the others 0, whatever their sizes.
        var (mean, deviation) = (0.2 * 6 / 11, 0.2 * Math.Sqrt(6.0 / 11 * 5 / 11));
        Assert.That(survey.Normalization.Mean, Is.EqualTo(new[] { mean, 0.4, 1 }).Within(1e-6));
        Assert.That(survey.Normalization.StandardDeviation, Is.EqualTo(new[] { deviation, 0.001, 0.001 }).Within(1e-5));
    }

    [Test]
    public void Damaged_images_are_named_and_left_out()
    {
        Write("train/one", 3, 32, 32);
        Write("train/two", 3, 32, 32);
        Write("test/one", 1, 32, 32);
        Write("test/two", 1, 32, 32);
        var damaged = Path.Combine(_folder.Path, "train", "one", "000.bmp");
        File.WriteAllText(damaged, "no picture");

        var survey = FolderSurvey.Take(_folder.Path, CancellationToken.None);

        Assert.That(survey.Damaged, Is.EqualTo(new[] { damaged }));
        Assert.That(survey.Normalization.Mean[0], Is.EqualTo(0.2).Within(1e-6));
    }

    [Test]
    public void A_folder_without_one_good_image_is_an_error()
    {
        foreach (var path in new[] { "train/one/a.png", "train/two/a.png", "test/one/a.png", "test/two/a.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.Path, path))!);
            File.WriteAllText(Path.Combine(_folder.Path, path), "no picture");
        }

        Assert.That(() => FolderSurvey.Take(_folder.Path, CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("none of 2 images can be decoded"));
    }

    [Test]
    public void A_folder_that_does_not_exist_is_an_error() =>
        Assert.That(() => FolderSurvey.Take(Path.Combine(_folder.Path, "none"), CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not exist"));
}
