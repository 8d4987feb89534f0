using EdgeKd.Data.Checking;

namespace EdgeKd.Data.Tests.Checking.Folders;

[TestFixture]
public class CheckedFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Classes_side_by_side_are_one_part()
    {
        Write("cat/1.png", "dog/1.png");

        var read = CheckedFolder.Read(_folder.Path);

        Assert.That(read.Parts, Is.EqualTo(new[] { "" }));
        Assert.That(read.Files.Select(file => file.Name), Is.EqualTo(new[] { "cat/1.png", "dog/1.png" }));
        Assert.That(read.Findings, Is.Empty);
    }

    [Test]
    public void The_one_folder_of_an_archive_is_the_root()
    {
        Write("photos/train/cat/1.png", "photos/test/cat/1.png");

        Assert.That(CheckedFolder.Read(_folder.Path).Files.Select(file => file.Name), Is.EquivalentTo(new[] { "train/cat/1.png", "test/cat/1.png" }));
    }

    [TestCase("train/cat/1.png", "missing-part test")]
    [TestCase("test/cat/1.png", "missing-part train")]
    [TestCase("validation/cat/1.png", "missing-part train,missing-part test")]
    public void Missing_parts_are_named(string file, string findings)
    {
        Write(file);

        Assert.That(Codes(), Is.EqualTo(findings.Split(',')));
    }

    [Test]
    public void Classes_may_be_called_test_and_val()
    {
        Write("test/1.png", "val/1.png");

        var read = CheckedFolder.Read(_folder.Path);

        Assert.That(read.Classes.Select(c => c.Name), Is.EqualTo(new[] { "test", "val" }));
        Assert.That(read.Findings, Is.Empty);
    }

    [Test]
    public void Of_two_validation_parts_one_is_used()
    {
        Write("train/cat/1.png", "test/cat/1.png", "val/cat/1.png", "validation/cat/1.png");

        Assert.That(Codes(), Is.EqualTo(new[] { "unused-folder val" }));
    }

    [Test]
    public void An_empty_folder_has_no_classes() => Assert.That(Codes(), Is.EqualTo(new[] { "no-classes ." }));

    [Test]
    public void Images_without_a_class_are_stray_and_other_files_are_not()
    {
        Write("1.png", "labels.csv", "train/2.JPG", "train/cat/3.png", "test/cat/4.png");

        Assert.That(Codes(), Is.EqualTo(new[] { "stray-image 1.png", "stray-image train/2.JPG" }));
    }

    [Test]
    public void Hidden_files_and_folders_are_passed_over()
    {
        Write(".cache/1.png", "train/.hidden/1.png", "train/cat/.thumbnail.png", "train/cat/1.png", "test/cat/1.png");

        var read = CheckedFolder.Read(_folder.Path);

        Assert.That((read.Files.Count, read.Findings.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public void Links_are_followed_inside_and_never_out()
    {
        using var outside = new TemporaryFolder();
        outside.Write("1.png", "x"u8);
        Write("train/cat/1.png", "test/cat/1.png", "more/dog/1.png");
        Directory.CreateSymbolicLink(_folder["train", "dog"], _folder["more", "dog"]);
        Directory.CreateSymbolicLink(_folder["train", "fox"], outside.Path);
        File.CreateSymbolicLink(_folder["train", "cat", "2.png"], outside["1.png"]);
        File.CreateSymbolicLink(_folder["train", "cat", "3.png"], "../../../../../../../../etc/hostname");
        File.CreateSymbolicLink(_folder["train", "cat", "4.png"], "none.png");
        File.CreateSymbolicLink(_folder["train", "cat", "5.png"], "6.png");
        File.CreateSymbolicLink(_folder["train", "cat", "6.png"], "5.png");
        File.CreateSymbolicLink(_folder["train", "cat", "7.png"], "1.png");

        var read = CheckedFolder.Read(_folder.Path);

        Assert.That(read.Files.Select(file => file.Name), Is.EqualTo(new[] { "train/cat/1.png", "train/cat/7.png", "train/dog/1.png", "test/cat/1.png" }));
        Assert.That(read.Files.Select(file => file.Path), Is.All.StartsWith(_folder.Path));
        Assert.That(Codes(), Is.EqualTo(new[]
        {
            "unused-folder more", "link-outside train/fox", "link-outside train/cat/2.png", "link-outside train/cat/3.png",
            "broken-link train/cat/4.png", "broken-link train/cat/5.png", "broken-link train/cat/6.png",
        }));
    }

    [Test]
    public void A_link_to_the_root_is_not_walked()
    {
        Write("train/cat/1.png", "test/cat/1.png");
        Directory.CreateSymbolicLink(_folder["train", "cat", "again"], _folder.Path);

        Assert.That(Codes(), Is.EqualTo(new[] { "nested-folder train/cat/again" }));
    }

    private void Write(params string[] names)
    {
        foreach (var name in names) _folder.Write(name, "x"u8);
    }

    private string[] Codes() => [.. CheckedFolder.Read(_folder.Path).Findings.Select(finding => $"{finding.Code} {string.Join(' ', finding.Files)}")];
}
