using EdgeKd.Data;
using EdgeKd.Pipeline.Locking;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Tests.Locking;

/// <summary>The data stage of a recipe with <c>data.lock</c>. The images are no pictures: nothing here decodes them.</summary>
[TestFixture]
public class RecipeLockTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        for (var i = 0; i < 40; i++)
            Write($"photos/{"ab"[i % 2]}/{i:D2}.png", $"{i}");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_lock_is_written_once_and_keyed_on()
    {
        List<string> notes = [];
        RecipeLock.WriteWhereMissing(Settings("photos"), notes.Add, CancellationToken.None);
        RecipeLock.WriteWhereMissing(Settings("photos"), notes.Add, CancellationToken.None);
        Assert.That(notes, Has.Count.EqualTo(2).And.Some.EndsWith("data.lock holds 40 images by now; put it into version control"));
        var key = Key("photos");
        var text = File.ReadAllText(_folder.File("data.lock"));
        Assert.That(text.Split('\n'), Has.Length.EqualTo(42));

        File.SetLastWriteTimeUtc(_folder.File("photos/a/02.png"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(Key("photos"), Is.EqualTo(key), "touched");
        Directory.Move(_folder.File("photos"), _folder.File("elsewhere"));
        Assert.That(Key("elsewhere"), Is.EqualTo(key), "moved");
        Assert.That(File.ReadAllText(_folder.File("data.lock")), Is.EqualTo(text));
    }

    [Test]
    public void Another_lock_is_another_key()
    {
        var key = Key("photos");
        Write("photos/a/02.png", "other");
        File.Delete(_folder.File("data.lock"));
        Assert.That(Key("photos"), Is.Not.EqualTo(key));
    }

    [Test]
    public void Images_that_came_or_went_are_named()
    {
        Key("photos");
        Write("photos/a/99.png", "new");
        File.Delete(_folder.File("photos/b/01.png"));
        Assert.That(() => Key("photos"), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith($"the images are not those of {_folder.File("data.lock")}: ").And.Message.Contains("a/99.png added, b/01.png removed").And.Message.Contains("edgekd data diff"));
    }

    [Test]
    public void Other_contents_of_the_same_size_are_found_before_they_are_prepared()
    {
        var settings = Settings("photos");
        RecipeLock.WriteWhereMissing(settings, _ => { }, CancellationToken.None);
        var progress = new Relay<PreparationProgress>(_ => { });
        RecipeLock.Require(settings, _folder.File("copy.lock"), progress, CancellationToken.None);
        Assert.That(FileDigest.OfFile(_folder.File("copy.lock")), Is.EqualTo(FileDigest.OfFile(_folder.File("data.lock"))));

        Write("photos/a/02.png", "7");
        Assert.That(() => RecipeLock.Read(settings), Throws.Nothing);
        Assert.That(() => RecipeLock.Require(settings, _folder.File("second.lock"), progress, CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("1 differ (a/02.png changed)"));
        Assert.That(File.Exists(_folder.File("second.lock")), Is.False);
    }

    [Test]
    public void The_package_reads_the_lock_where_there_is_one()
    {
        Assert.That(new PackageStage().Plan(Settings("photos")).Inputs.Select(input => input.Output), Does.Contain(DataLock.FileName));
        Assert.That(new PackageStage().Plan(Settings("photos", lockKey: "")).Inputs.Select(input => input.Output), Does.Not.Contain(DataLock.FileName));
    }

    [Test]
    public void A_folder_and_a_recipe_are_compared_without_their_parts()
    {
        Key("photos");
        File.Move(_folder.File("photos/a/02.png"), _folder.File("photos/b/02.png"));
        Write("photos/b/77.png", "new");
        File.WriteAllText(_folder.File("images.csv"), "path,label\n" + string.Concat(Directory.GetFiles(_folder.File("photos"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.File("photos"), path)).Select(path => $"{path},{path[0]}\n")));
        File.Move(_folder.File("images.csv"), _folder.File("photos/images.csv"));

        foreach (var side in new[] { "photos", "photos/images.csv" })
        {
            var diff = DataSide.Compare(_folder.File("data.lock"), _folder.File(side), CancellationToken.None);
            Assert.That(diff.ComparesParts, Is.False);
            Assert.That(diff.Changes.Select(change => (change.Kind, change.Path)), Is.EqualTo(new[] { (DataChangeKind.Added, "b/77.png"), (DataChangeKind.Relabelled, "b/02.png") }), side);
        }
        Assert.That(() => DataSide.Open(_folder.File("nowhere"), CancellationToken.None), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => DataSide.Open(Write("x.txt", "x"), CancellationToken.None), Throws.TypeOf<InvalidDataException>().With.Message.Contains("x.txt: it is no data.lock"));
    }

    private string Key(string path)
    {
        RecipeLock.WriteWhereMissing(Settings(path), _ => { }, CancellationToken.None);
        return new DataStage().Plan(Settings(path)).Outside["source"];
    }

    private string Write(string name, string text)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private RunSettings Settings(string path, string lockKey = ", lock: data.lock")
    {
        var recipe = _folder.File("recipe.yaml");
        return RunSettings.From(RecipeFile.Parse($$"""
            name: tiny
            version: 1.0.0
            data: { kind: image-folder, path: {{path}}{{lockKey}} }
            teacher: { model: resnet8 }
            student: { model: mobilenetv2 }
            """, recipe), recipe, new PipelineOptions { ArtifactsFolder = _folder.File("artifacts"), Threads = 1 });
    }
}
