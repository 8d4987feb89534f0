using System.Text.Json.Nodes;

namespace EdgeKd.Cli.Tests.Commands.Data;

/// <summary><c>data lock</c> and <c>data diff</c> on a folder of files that need not be pictures.</summary>
[TestFixture]
public class DataLockTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-cli-").FullName;
        for (var i = 0; i < 40; i++)
            Write($"photos/{"ab"[i % 2]}/{i:D2}.png", $"{i}");
        Write("recipe.yaml", """
            name: tiny
            version: 1.0.0
            data: { kind: image-folder, path: photos, lock: data.lock }
            teacher: { model: resnet8 }
            student: { model: mobilenetv2 }
            """);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void What_was_locked_is_checked_until_an_image_changes()
    {
        var (code, output, errors) = Run("data", "lock", "--recipe", PathOf("recipe.yaml"));
        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.Contain("data.lock: 40 images, SHA-256 "));
        Assert.That(Run("data", "lock", "--recipe", PathOf("recipe.yaml"), "--check").Output, Does.Contain("data.lock: 40 images are as it says"));

        Write("photos/a/02.png", "7");
        (code, output, errors) = Run("data", "lock", "--recipe", PathOf("recipe.yaml"), "--check");
        Assert.That((code, output), Is.EqualTo((ExitCodes.Failed, $"data      started{Environment.NewLine}")));
        Assert.That(errors, Does.Contain("1 differ (a/02.png changed); see edgekd data diff").And.EndsWith("\n").And.Not.Contains("\n  "));

        var json = JsonNode.Parse(Run("data", "lock", "--recipe", PathOf("recipe.yaml"), "--output", PathOf("other.lock"), "--json").Output)!;
        Assert.That(((int)json["count"]!, (bool)json["checked"]!, (string)json["lock"]!), Is.EqualTo((40, false, PathOf("other.lock"))));
    }

    [Test]
    public void Without_a_file_to_write_the_recipe_is_to_name_one()
    {
        Write("recipe.yaml", File.ReadAllText(PathOf("recipe.yaml")).Replace(", lock: data.lock", "", StringComparison.Ordinal));
        var (code, _, errors) = Run("data", "lock", "--recipe", PathOf("recipe.yaml"));
        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("data.lock is not set"));
    }

    [Test]
    public void Each_kind_of_difference_is_shown()
    {
        Run("data", "lock", "--recipe", PathOf("recipe.yaml"));
        Assert.That(Run("data", "diff", PathOf("data.lock"), PathOf("recipe.yaml"), "--exit-code").Code, Is.EqualTo(ExitCodes.Done));

        Write("photos/a/98.png", "new");
        Write("photos/a/02.png", "other");
        File.Delete(PathOf("photos/b/01.png"));
        File.Move(PathOf("photos/b/03.png"), PathOf("photos/a/03.png"));
        File.Move(PathOf("photos/a/04.png"), PathOf("photos/a/99.png"));
        var (code, output, errors) = Run("data", "diff", PathOf("data.lock"), PathOf("photos"));
        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.StartWith("1 added, 1 removed, 1 relabelled, 1 moved, 1 changed, 36 the same (parts are not compared"));
        foreach (var line in new[] { @"added +a/98\.png +a ", @"removed +b/01\.png +b ", @"relabelled +a/03\.png +b, b/03\.png +a ", @"moved +a/99\.png +a, a/04\.png +a ", @"changed +a/02\.png +a, 1 bytes, \w+ +a, 5 bytes, \w+" })
            Assert.That(output, Does.Match(line));

        Assert.That(Run("data", "diff", PathOf("data.lock"), PathOf("recipe.yaml")).Output, Does.Match(@"added +a/98\.png +a, (train|validation|test) ").And.Not.Contain("parts are not compared"));
        Assert.That(Run("data", "diff", PathOf("data.lock"), PathOf("photos"), "--exit-code").Code, Is.EqualTo(ExitCodes.Refused));
        var json = JsonNode.Parse(Run("data", "diff", PathOf("data.lock"), PathOf("photos"), "--json").Output)!;
        Assert.That(((int)json["unchangedCount"]!, (int)json["counts"]!["relabelled"]!, json["changes"]!.AsArray().Count), Is.EqualTo((36, 1, 5)));
        Assert.That((string)json["changes"]![0]!["kind"]!, Is.EqualTo("added"));
    }

    [Test]
    public void What_is_no_data_set_is_named()
    {
        var (code, _, errors) = Run("data", "diff", PathOf("nowhere.lock"), PathOf("photos"));
        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("nowhere.lock: there is no such file or folder"));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
