using System.Text.Json.Nodes;
using EdgeKd.Data;

namespace EdgeKd.Cli.Tests.Commands.Data;

/// <summary><c>data check</c> on a folder with a leak from train into test (an error), and a duplicate (a warning).</summary>
[TestFixture]
public class DataCheckTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-cli-").FullName;
        var seed = 0;
        foreach (var name in new[] { "train/cat/1", "train/cat/2", "train/dog/1", "train/dog/2", "test/cat/1", "test/cat/2", "test/dog/1", "test/dog/2" })
            Write(name, ++seed);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_sound_folder_exits_with_0()
    {
        var (code, output, errors) = Run("data", "check", _folder, "--fail-on", "warning");

        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.Contain("0 errors, 0 warnings, 0 notes in 8 images").And.Match(@"train +(│ +)?4 +(│ +)?2 +(│ +)?2 \(cat\)"));
    }

    [TestCase("error", ExitCodes.Failed, true)]
    [TestCase("error", ExitCodes.Done, false)]
    [TestCase("warning", ExitCodes.Failed, false)]
    [TestCase("never", ExitCodes.Done, true)]
    public void The_exit_code_follows_what_was_asked_for(string failOn, int expected, bool hasLeak)
    {
        Write("train/dog/again", 3);
        if (hasLeak) Write("test/dog/leak", 4);

        var (code, output, _) = Run("data", "check", _folder, "--fail-on", failOn);

        Assert.That(code, Is.EqualTo(expected));
        Assert.That(output, Does.Contain("warning duplicate: ").And.Contain("  to do: keep one").And.Contain("  train/dog/1.png, train/dog/again.png: 2 files with the same bytes"));
        Assert.That(output.Contains("error duplicate-across-parts: ", StringComparison.Ordinal), Is.EqualTo(hasLeak));
    }

    [Test]
    public void The_report_comes_as_JSON()
    {
        Write("test/dog/leak", 4);

        var (code, output, errors) = Run("data", "check", _folder, "--json");
        var json = JsonNode.Parse(output)!;

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.StartWith("check"));
        Assert.That((string)json["findings"]![0]!["code"]!, Is.EqualTo("duplicate-across-parts"));
        Assert.That((string)json["findings"]![0]!["severity"]!, Is.EqualTo("error"));
        Assert.That(json["findings"]![0]!["files"]!.AsArray().Select(file => (string)file!), Is.EqualTo(new[] { "test/dog/leak.png", "train/dog/2.png" }));
        Assert.That((string)json["kinds"]![0]!["advice"]!, Is.Not.Empty);
        Assert.That((int)json["parts"]![0]!["classCounts"]![1]!["imageCount"]!, Is.EqualTo(2));
        Assert.That((int)json["errors"]!, Is.EqualTo(1));
    }

    [Test]
    public void A_long_list_is_cut_unless_all_is_asked_for()
    {
        for (var i = 0; i < 9; i++) File.WriteAllText(Path.Combine(_folder, "train", "cat", $"text{i}.png"), "x");

        Assert.That(Run("data", "check", _folder).Output, Does.Contain("text4.png").And.Not.Contain("text5.png").And.Contain("and 4 more (--all lists them)"));
        Assert.That(Run("data", "check", _folder, "--all").Output, Does.Contain("text8.png").And.Not.Contain("(--all"));
    }

    [Test]
    public void The_page_is_written_and_named()
    {
        var page = Path.Combine(_folder, "check.html");

        Assert.That(Run("data", "check", _folder, "--page", page).Output, Does.Contain($"page: {page}"));
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>"));
    }

    [Test]
    public void A_page_that_cannot_be_written_is_said_before_anything_is_read()
    {
        var (code, output, errors) = Run("data", "check", _folder, "--page", Path.Combine(_folder, "none", "check.html"));

        Assert.That((code, output), Is.EqualTo((ExitCodes.Usage, "")));
        Assert.That(errors, Does.Contain("--page").And.Contain("there is no folder"));
    }

    [Test]
    public void A_missing_folder_is_one_line_and_1()
    {
        var (code, _, errors) = Run("data", "check", "no/such/folder");

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: ").And.Contain("no/such/folder").And.Not.Contain("\n"));
    }

    [TestCase("check"), TestCase("check", "DIR", "--fail-on", "note"), TestCase("check", "DIR", "--threads", "0"), TestCase("check", "DIR", "--min-side", "0"), TestCase("check", "DIR", "--max-imbalance", "0.5")]
    public void Wrong_usage_is_one_line_and_2(params string[] arguments)
    {
        var (code, _, errors) = Run(["data", .. arguments]);

        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: ").And.Not.Contain("\n"));
    }

    [Test]
    public void The_help_has_examples_and_exit_codes() =>
        Assert.That(Run("data", "check", "--help").Output, Does.Contain("edgekd data check ~/images --page check.html").And.Contain("with 1 where --fail-on finds something"));

    private void Write(string name, int seed)
    {
        var pixels = new byte[32 * 32 * 3];
        new Random(seed).NextBytes(pixels);
        var path = Path.Combine(_folder, $"{name}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ImageEncoder.Png(new DecodedImage(32, 32, pixels)));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
