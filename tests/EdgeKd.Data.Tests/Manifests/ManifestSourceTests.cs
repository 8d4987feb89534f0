namespace EdgeKd.Data.Tests.Manifests;

[TestFixture]
public class ManifestSourceTests
{
    private static readonly string[] Parts = [DataPreparation.TrainFile, DataPreparation.ValidationFile, DataPreparation.TestFile];
    private static readonly string[] Classes = ["blue", "green", "red"];

    [TestCase("images.csv")]
    [TestCase("images.jsonl")]
    public void AManifestGivesTheBytesOfTheFolderThatItLists(string name)
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write($"photos/{name}", Lines(name, [.. paths.Select(path => path["photos/".Length..])]));
        Prepare(folder, "from-folder", new DataOptions { Kind = "image-folder", Path = folder["photos"], ImageSize = 4, Seed = 5 });
        Prepare(folder, "from-manifest", Manifest(folder, $"photos/{name}"));
        RequireSame(folder, "from-folder", "from-manifest");
    }

    [Test]
    public void TheOrderOfTheLinesDoesNotMatter()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("a.csv", Lines("a.csv", paths));
        folder.Write("b.csv", Lines("b.csv", [.. paths.Reverse()]));
        Prepare(folder, "a", Manifest(folder, "a.csv"));
        Prepare(folder, "b", Manifest(folder, "b.csv"));
        RequireSame(folder, "a", "b");
    }

    [Test]
    public void PartsOfAManifestGiveTheBytesOfAFolderWithParts()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [.. Fill(folder, "photos/train", 12), .. Fill(folder, "photos/val", 4), .. Fill(folder, "photos/test", 5)];
        var text = "path,label,part\n" + string.Concat(paths.Select(path => path["photos/".Length..].Split('/')).Select(path => $"{string.Join('/', path)},{path[1]},{path[0]}\n"));
        folder.Write("images.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Prepare(folder, "from-folder", new DataOptions { Kind = "image-folder", Path = folder["photos"], ImageSize = 4, Seed = 5 });
        Prepare(folder, "from-manifest", Manifest(folder, "images.csv") with { Roots = [folder["photos"]] });
        RequireSame(folder, "from-folder", "from-manifest");
    }

    [TestCase(0)]
    [TestCase(9)]
    public void NoGroupStandsInTwoParts(long seed)
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 30);
        // The last two digits number the images of a class: five cameras a class, and one that all classes share.
        string CameraOf(string path) => path.Split('/')[^1][1] is '0' or '9' ? "shared" : $"{path.Split('/')[^2]}-{path.Split('/')[^1][0]}-{path.Split('/')[^1][1] % 2}";
        var text = "path,label,group\n" + string.Concat(paths.Select(path => $"{path},{path.Split('/')[^2]},{CameraOf(path)}\n"));
        folder.Write("images.csv", System.Text.Encoding.UTF8.GetBytes(text));
        var options = Manifest(folder, "images.csv") with { SplitsByGroup = true, Seed = seed };
        Prepare(folder, "out", options);
        Prepare(folder, "again", options);
        RequireSame(folder, "out", "again");

        var cameras = Parts.Select(part => Names(folder, part).Select(CameraOf).ToHashSet()).ToArray();
        Assert.That(cameras.Sum(part => part.Count), Is.EqualTo(cameras.SelectMany(part => part).Distinct().Count()));
        Assert.That(Parts.Sum(part => Names(folder, part).Count), Is.EqualTo(paths.Length));
    }

    [Test]
    public void AGroupInTwoGivenPartsIsNamedByBothLines()
    {
        using var folder = new TemporaryFolder();
        folder.Write("images.csv", "path,label,group,part\na.bmp,x,cam,train\nb.bmp,y,,train\nc.bmp,x,cam,test\nd.bmp,y,,test\n"u8);
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "images.csv") with { SplitsByGroup = true }),
            Throws.TypeOf<InvalidDataException>().With.Message.EndsWith("images.csv:4: group 'cam' is in part test here and in train on line 2; give it to one part, or set data.split to by image"));
    }

    [Test]
    public void ASplitByGroupNeedsGroups()
    {
        using var folder = new TemporaryFolder();
        folder.Write("images.csv", "path,label\na.bmp,x\nb.bmp,y\n"u8);
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "images.csv") with { SplitsByGroup = true }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("add the column group"));
    }

    [Test]
    public void GroupsThatAreDividedAndColumnsThatAreIgnoredAreSaid()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("images.csv", System.Text.Encoding.UTF8.GetBytes("path,label,group,camera\n" + string.Concat(paths.Select(path => $"{path},{path.Split('/')[1]},g,c\n"))));
        var summary = Prepare(folder, "out", Manifest(folder, "images.csv"));
        Assert.That(summary.Notes, Has.Count.EqualTo(2).And.Some.Contains("ignored camera;").And.Some.Contains("data.split: by group"));
    }

    [Test]
    public void TheFirstRootThatHoldsAFileIsTaken()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("images.csv", Lines("images.csv", paths));
        foreach (var path in paths.Where((_, i) => i % 3 == 0))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["more", path])!);
            File.Move(folder[path], folder["more", path]);
        }
        folder.Write($"more/{paths[1]}", "no picture"u8);
        Prepare(folder, "out", Manifest(folder, "images.csv") with { Roots = [folder.Path, folder["more"]] });
        Assert.That(Parts.Sum(part => Names(folder, part).Count), Is.EqualTo(paths.Length));
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "images.csv") with { Roots = [folder["nowhere"]] }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("nowhere does not exist"));
    }

    [Test]
    public void AMissingImageIsNamedByItsLine()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("images.csv", Lines("images.csv", paths));
        File.Delete(folder[paths[0]]);
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "images.csv")),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"images.csv:2: '{paths[0]}' is in none of data.roots"));
        Assert.That(() => DataPreparation.Fingerprint(Manifest(folder, "images.csv")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("images.csv:2: "));
    }

    [Test]
    public void ALinkOutOfTheRootsIsNotFollowed()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "in/photos", 24).Select(path => path["in/".Length..]).ToArray();
        folder.Write("in/images.csv", Lines("images.csv", paths));
        File.Move(folder["in", paths[3]], folder["secret.bmp"]);
        File.CreateSymbolicLink(folder["in", paths[3]], folder["secret.bmp"]);
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "in/images.csv")),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"images.csv:5: '{paths[3]}' is a link that leads out of data.roots"));
        Assert.That(Prepare(folder, "out", Manifest(folder, "in/images.csv") with { Roots = [folder["in"], folder.Path] }).Skipped, Is.Empty);
    }

    [Test]
    public void LabelsAreJoinedRenamedAndDropped()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("images.csv", Lines("images.csv", paths));
        var options = Manifest(folder, "images.csv");
        Assert.That(Prepare(folder, "out", options).ClassNames, Is.EqualTo(Classes));
        Assert.That(Prepare(folder, "out", options with { Classes = ["red", "blue", "green"] }).ClassNames, Is.EqualTo(new[] { "red", "blue", "green" }));
        var joined = Prepare(folder, "out", options with { Labels = Map(("blue", "sea"), ("green", "sea")) });
        Assert.That(joined.ClassNames, Is.EqualTo(new[] { "red", "sea" }));
        Assert.That(joined.Test.PerClass, Is.EqualTo(new[] { 5, 10 }));
        var dropped = Prepare(folder, "out", options with { Labels = Map(("red", "drop")) });
        Assert.That((dropped.ClassNames, dropped.Train.Count + dropped.Validation.Count + dropped.Test.Count), Is.EqualTo((new[] { "blue", "green" }, 48)));
    }

    private static IEnumerable<TestCaseData> UnfitLabels()
    {
        yield return new TestCaseData(Map(("rot", "red")), Array.Empty<string>(), "images.csv: data.labels maps 'rot', a label that no image has; ").SetArgDisplayNames("unknown label");
        yield return new TestCaseData(Map(("red", "drop"), ("blue", "drop")), Array.Empty<string>(), "images.csv: all images are of one class, 'green'; ").SetArgDisplayNames("one class");
        yield return new TestCaseData(Map(("red", "drop"), ("blue", "drop"), ("green", "drop")), Array.Empty<string>(), "images.csv: every label is dropped; ").SetArgDisplayNames("no class");
        yield return new TestCaseData(Map(), new[] { "red", "blue" }, "images.csv:26: class 'green' is none of data.classes; ").SetArgDisplayNames("class beside the list");
        yield return new TestCaseData(Map(), new[] { "red", "blue", "green", "pink" }, "images.csv: no image is of class 'pink', which data.classes names; ").SetArgDisplayNames("class without images");
    }

    [TestCaseSource(nameof(UnfitLabels))]
    public void MapAndListHaveToFitTheLabels(Dictionary<string, string> labels, string[] classes, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("images.csv", Lines("images.csv", Fill(folder, "photos", 24)));
        Assert.That(() => Prepare(folder, "out", Manifest(folder, "images.csv") with { Labels = labels, Classes = classes }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void TheFingerprintFollowsEverythingThatChangesTheBytes()
    {
        using var folder = new TemporaryFolder();
        var paths = Fill(folder, "photos", 24);
        folder.Write("images.csv", Lines("images.csv", paths));
        var options = Manifest(folder, "images.csv");
        List<string> keys = [DataPreparation.Fingerprint(options)];
        keys.AddRange(new[]
        {
            options with { SplitsByGroup = true }, options with { Classes = ["red", "blue", "green"] }, options with { Labels = Map(("red", "drop")) }, options with { TestFraction = 0.3 },
        }.Select(changed => DataPreparation.Fingerprint(changed)));
        File.SetLastWriteTimeUtc(folder[paths[7]], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        keys.Add(DataPreparation.Fingerprint(options));
        folder.Write("images.csv", Lines("images.csv", paths[1..]));
        keys.Add(DataPreparation.Fingerprint(options));
        Assert.That(keys, Is.Unique);
    }

    private static DataOptions Manifest(TemporaryFolder folder, string name) => new() { Kind = "manifest", Path = folder[name], ImageSize = 4, Seed = 5 };

    private static DataSummary Prepare(TemporaryFolder folder, string output, DataOptions options) => DataPreparation.Prepare(options, folder[output], 2, null, default);

    private static Dictionary<string, string> Map(params (string From, string To)[] pairs) => pairs.ToDictionary(pair => pair.From, pair => pair.To);

    // Every image has a colour of its own.
    private static string[] Fill(TemporaryFolder folder, string inside, int perClass) =>
    [
        .. Classes.SelectMany((name, k) => Enumerable.Range(0, perClass).Select(i =>
        {
            folder.Write($"{inside}/{name}/{i:D2}.bmp", Pictures.Flat(4, (byte)(40 * k), (byte)i, (byte)inside.Length));
            return $"{inside}/{name}/{i:D2}.bmp";
        })),
    ];

    private static byte[] Lines(string name, string[] paths) => System.Text.Encoding.UTF8.GetBytes(name.EndsWith(".csv", StringComparison.Ordinal)
        ? "path,label\n" + string.Concat(paths.Select(path => $"{path},{path.Split('/')[^2]}\n"))
        : string.Concat(paths.Select(path => $$"""{"path":"{{path}}","label":"{{path.Split('/')[^2]}}"}""" + "\n")));

    private static List<string> Names(TemporaryFolder folder, string part)
    {
        using var images = PackedImages.Open(folder["out", part]);
        return [.. Enumerable.Range(0, images.Count).Select(images.NameOf)];
    }

    private static void RequireSame(TemporaryFolder folder, string one, string other)
    {
        foreach (var part in Parts) Assert.That(File.ReadAllBytes(folder[other, part]), Is.EqualTo(File.ReadAllBytes(folder[one, part])), part);
    }
}
