using System.Text.Json.Nodes;

namespace EdgeKd.Cli.Tests.Commands;

[TestFixture]
public class ReleasesTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("edgekd-cli-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    [Test]
    public void A_model_without_releases_has_an_empty_list()
    {
        Assert.That(Run("releases", "--folder", _folder), Is.EqualTo((0, $"no releases in {_folder}{Environment.NewLine}", "")));
        Assert.That(JsonNode.Parse(Run("releases", "--folder", _folder, "--json").Output)!.AsArray(), Is.Empty);
    }

    [Test]
    public void The_releases_of_a_recipe_lie_beside_it()
    {
        var recipe = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(recipe, "name: tiny\n");
        Assert.That(Run("releases", "--recipe", recipe).Output, Is.EqualTo($"no releases in {Path.Combine(_folder, "releases")}{Environment.NewLine}"));
    }

    [TestCase("releases", "--recipe", "no/such/recipe.yaml")]
    [TestCase("rollback", "--recipe", "no/such/recipe.yaml")]
    [TestCase("diff", "1.0.0", "1.1.0", "--recipe", "no/such/recipe.yaml")]
    [TestCase("diff", "no/such.zip", "1.1.0")]
    public void A_missing_file_is_one_line_and_1(params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: ").And.Contain("no/such").And.Not.Contain("\n"));
    }

    [TestCase("rollback")]
    [TestCase("diff", "1.0.0", "1.1.0")]
    public void Where_nothing_is_released_that_is_said(params string[] arguments)
    {
        var (code, _, errors) = Run([.. arguments, "--folder", _folder]);
        Assert.That((code, errors), Is.EqualTo((ExitCodes.Failed, $"edgekd: {_folder}: nothing has been released yet; promote a bundle first (edgekd promote).{Environment.NewLine}")));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void A_promotion_names_whose_signature_it_trusts()
    {
        var (code, _, errors) = Run("promote", "bundle.zip", "--folder", _folder);
        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors, Does.Contain("--key").And.Contain("--trust"));
    }

    [Test]
    public void A_release_that_nobody_signs_is_refused_before_anything_runs()
    {
        var recipe = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(recipe, "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: mobilenetv2 }\n");
        var (code, _, errors) = Run("ship", "--profile", "release", "--promote", "--recipe", recipe, "--artifacts", _folder);
        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors, Does.Contain("--promote needs a signed bundle"));
        Assert.That(Directory.Exists(Path.Combine(_folder, "tiny")), Is.False);
    }

    /// <summary>Damaged releases are named by every command that reads them.</summary>
    [TestCase("releases")]
    [TestCase("rollback")]
    [TestCase("diff", "1.0.0", "1.1.0")]
    public void A_damaged_history_is_named(params string[] arguments)
    {
        File.WriteAllText(Path.Combine(_folder, "history.jsonl"), "{");
        var (code, _, errors) = Run([.. arguments, "--folder", _folder]);
        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.TrimEnd(), Does.Contain("history.jsonl: line 1").And.Not.Contain("\n"));
    }
}
