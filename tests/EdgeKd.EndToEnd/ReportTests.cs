using System.Text.Json.Nodes;
using System.Xml.Linq;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>The report of a whole run whose teacher's answers are kept.</summary>
[TestFixture]
public class ReportTests
{
    private readonly TinyRecipe _recipe = new(views: ", views: 2");
    private (int Code, string Output, string Errors) _first;

    private string Folder => Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3");

    [OneTimeSetUp]
    public void Report() => _first = _recipe.Run("report");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void It_is_delivered_and_its_path_said()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(_first.Output, Does.Contain($"report: {Path.Combine(Folder, "report.html")}"));
        Assert.That(Directory.GetFiles(Folder).Select(Path.GetFileName), Is.EquivalentTo(ReportWriter.FileNames));
        Assert.That(_first.Output, Does.Not.Contain("package"), "a report packs nothing");
    }

    [Test]
    public void The_page_shows_the_run()
    {
        var page = File.ReadAllText(Path.Combine(Folder, "report.html"));

        Assert.That(page, Does.Contain("<header class=\"pass\">").And.Contain("Training of the teacher").And.Contain("Training of the student").And.Contain("data:image/png;base64,"));
        Assert.That(page, Does.Contain("Likely label errors").And.Contain("train/").And.Contain("test/"), "suspects of both parts");
        Assert.That(File.ReadAllText(Path.Combine(Folder, "report.md")), Does.StartWith("# PASS: tiny 1.2.3\n"));
        Assert.That(XDocument.Load(Path.Combine(Folder, "junit.xml")).Descendants("testcase").Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_damaged_page_is_delivered_again()
    {
        var path = Path.Combine(Folder, "report.html");
        var good = File.ReadAllBytes(path);
        File.WriteAllText(path, "damaged");

        Assert.That(_recipe.Run("report").Code, Is.Zero);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(good));
    }

    [Test]
    public void Its_outputs_are_measured() => Assert.That(
        StoredOutputs.Deterministic(Path.Combine(_recipe.Artifacts, "tiny")).Keys.Where(key => key.StartsWith("report/", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Suspects_are_listed_in_order_and_run_nothing_again()
    {
        var text = _recipe.Run("suspects", "--top", "3");
        var json = JsonNode.Parse(_recipe.Run("suspects", "--top", "1000", "--json").Output)!;
        var csv = _recipe.Run("suspects", "--top", "7", "--csv").Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.That((text.Code, text.Errors), Is.EqualTo((0, "")));
        Assert.That(text.Output, Does.Contain("3 of ").And.Contain("240 test images").And.Contain("432 training images").And.Not.Contain("started"));
        var suspects = json["suspects"]!.AsArray();
        Assert.That(suspects, Has.Count.EqualTo((int)json["found"]!).And.Count.GreaterThan(7));
        Assert.That(suspects.Select(suspect => (double)suspect!["margin"]!), Is.Ordered.And.All.LessThanOrEqualTo(0));
        Assert.That(csv, Has.Length.EqualTo(8));
        Assert.That(csv[1], Does.StartWith($"{(string)suspects[0]!["part"]!},{(int)suspects[0]!["index"]!},"));
    }

    [Test]
    public void A_recipe_without_a_teacher_has_no_suspects()
    {
        using var alone = new TinyRecipe(method: "method: ce, ", arms: "[{ name: alone }, { name: again }]");

        var (code, _, errors) = alone.Run("suspects");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors.TrimEnd(), Does.Contain("no teacher").And.Not.Contain("\n"));
    }
}
