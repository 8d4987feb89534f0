using System.Text.Json.Nodes;

namespace EdgeKd.Cli.Tests;

[TestFixture]
public class ApplicationTests
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

    private string Recipe(string more = "")
    {
        var path = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(path, "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: mobilenetv2 }\n" + more);
        return path;
    }

    [TestCase()]
    [TestCase("shipp")]
    [TestCase("ship", "--recip", "x")]
    [TestCase("ship", "--profile", "fast")]
    [TestCase("ship", "--threads", "many")]
    [TestCase("ship", "--threads", "-1")]
    [TestCase("gc")]
    [TestCase("gc", "--keep", "few")]
    [TestCase("gc", "--keep", "-1")]
    [TestCase("compare", "--seeds", "0")]
    [TestCase("evaluate", "--model", "m.onnx")]
    [TestCase("evaluate", "--model", "m.onnx", "--data", "d", "--threads", "0")]
    [TestCase("selfcheck", "--threads", "0")]
    [TestCase("suspects", "--top", "0")]
    [TestCase("suspects", "--json", "--csv")]
    [TestCase("predict", "bundle.zip")]
    [TestCase("inspect")]
    [TestCase("audit")]
    [TestCase("audit", "m.onnx", "--runs", "0")]
    [TestCase("audit", "m.onnx", "--threads", "0")]
    [TestCase("audit", "m.onnx", "--shapes", "input")]
    [TestCase("audit", "m.onnx", "--shapes", "input:1x0")]
    [TestCase("convert", "a.pth")]
    [TestCase("convert", "a.pth", "b.onnx")]
    [TestCase("convert", "a.pth", "b.onnx", "--model", "resnet8")]
    [TestCase("convert", "a.pth", "b.onnx", "--model", "resnet8", "--classes", "3", "--half")]
    [TestCase("convert", "a.pth", "b.safetensors", "--classes", "3")]
    [TestCase("convert", "a.pth", "b.safetensors", "--opset", "17")]
    [TestCase("convert", "a.pth", "b.onnx", "--model", "resnet8", "--classes", "3", "--image-size", "0")]
    [TestCase("convert", "a.pth", "b.safetensors", "--image-size", "32")]
    [TestCase("convert", "a.pth", "b.safetensors", "--model", "resnet8", "--classes", "3", "--keep-names")]
    [TestCase("convert", "a.pth", "b.onnx", "--model", "resnet8", "--classes", "3", "--stem", "tiny")]
    [TestCase("data", "--promote")]
    [TestCase("data", "shard", "--out", "shards")]
    [TestCase("data", "shard", "images")]
    [TestCase("data", "shard", "images", "--out", "shards", "--recipe", "recipe.yaml")]
    [TestCase("data", "shard", "images", "--out", "shards", "--data", "others")]
    [TestCase("data", "shard", "images", "--out", "shards", "--samples", "0")]
    [TestCase("data", "shard", "images", "--out", "shards", "--size-mb", "0")]
    [TestCase("data", "shard", "--recipe", "recipe.yaml", "--out", "shards", "--in-order")]
    [TestCase("promote")]
    [TestCase("promote", "bundle.zip", "--key", "a", "--trust", "b")]
    [TestCase("rollback", "1.0.0")]
    [TestCase("diff", "1.0.0")]
    [TestCase("schema")]
    [TestCase("schema", "bundle")]
    [TestCase("init", "flowers")]
    [TestCase("init", "--data", "images")]
    [TestCase("init", "flowers", "--data", "images", "--epochs", "0")]
    [TestCase("init", "flowers", "--data", "images", "--target-size", "2GB")]
    [TestCase("init", "flowers", "--data", "images", "--target-size", "-1")]
    [TestCase("init", "flowers", "--data", "images", "--target-size", "0")]
    public void Wrong_usage_is_one_line_and_2(params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);

        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: ").And.Not.Contain("\n"));
    }

    [Test]
    public void Promotion_of_a_quick_run_is_refused_before_anything_runs()
    {
        var (code, _, errors) = Run("ship", "--promote", "--recipe", Recipe(), "--artifacts", _folder);

        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(errors, Does.Contain("add --profile release"));
        Assert.That(Directory.Exists(Path.Combine(_folder, "tiny")), Is.False);
    }

    [TestCase("ship", "--recipe", "no/such/recipe.yaml")]
    [TestCase("evaluate", "--model", "no/such.onnx", "--data", ".")]
    [TestCase("predict", "no/such.zip", "image.png")]
    [TestCase("inspect", "no/such/file")]
    [TestCase("init", "no/such/model", "--data", "no/such/images")]
    [TestCase("data", "shard", "no/such/images", "--out", "no-shards")]
    [TestCase("data", "shard", "--recipe", "no/such/recipe.yaml", "--out", "no-shards")]
    [TestCase("audit", "no/such.onnx")]
    [TestCase("convert", "no/such.pth", "b.safetensors")]
    public void A_missing_file_is_one_line_and_1(params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.TrimEnd(), Does.StartWith("edgekd: ").And.Contain("no/such").And.Not.Contain("\n"));
    }

    [Test]
    public void A_recipe_error_names_its_line()
    {
        var path = Recipe("distill:\n  tempreature: 4\n");

        var (code, _, errors) = Run("ship", "--recipe", path, "--artifacts", _folder);

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors.Trim(), Is.EqualTo($"edgekd: {path}:6: unknown key 'tempreature' in distill; did you mean 'temperature'?"));
    }

    [Test]
    public void Data_for_generated_images_is_refused()
    {
        var (code, _, errors) = Run("data", "--recipe", Recipe(), "--data", _folder, "--artifacts", _folder);

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("--data was given, but the recipe's data.kind is shapes"));
    }

    [Test]
    public void A_data_set_without_images_is_refused()
    {
        var (code, _, errors) = Run("data", "--recipe", Recipe("data: { kind: image-folder }\n"), "--artifacts", _folder);

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("name their folder with --data or with data.path"));
    }

    [Test]
    public void A_comparison_wants_two_arms()
    {
        var (code, _, errors) = Run("compare", "--recipe", Recipe(), "--artifacts", _folder);

        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("fewer than two arms"));
    }

    [TestCase("PK\u0003\u0004 but no zip")]
    [TestCase("\u0080\u0002 but no pickle")]
    [TestCase("\u0008 but no model")]
    [TestCase("EKDIMG but no images")]
    [TestCase("12345678{\"no\": tensors")]
    [TestCase("anything else")]
    [TestCase("")]
    public void A_damaged_file_cannot_be_inspected(string contents)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, contents, System.Text.Encoding.Latin1);

        var (code, output, errors) = Run("inspect", path);

        Assert.That((code, output), Is.EqualTo((ExitCodes.Failed, "")));
        Assert.That(errors.TrimEnd(), Does.Contain(path).And.Not.Contain("\n"));
    }

    [Test]
    public void Collecting_in_an_empty_store_does_nothing()
    {
        Assert.That(Run("gc", "--keep", "1", "--artifacts", Path.Combine(_folder, "none")), Is.EqualTo((0, $"removed 0 outputs (0.0 MB), kept 0{Environment.NewLine}", "")));

        var json = JsonNode.Parse(Run("gc", "--keep", "1", "--artifacts", _folder, "--json").Output)!;
        Assert.That((int)json["removed"]!, Is.Zero);
    }

    [TestCase("ship")]
    [TestCase("data")]
    [TestCase("teacher")]
    [TestCase("distill")]
    [TestCase("extract")]
    [TestCase("export")]
    [TestCase("quantize")]
    [TestCase("validate")]
    [TestCase("baseline")]
    [TestCase("gate")]
    [TestCase("package")]
    [TestCase("compare")]
    [TestCase("evaluate")]
    [TestCase("predict")]
    [TestCase("inspect")]
    [TestCase("audit")]
    [TestCase("convert")]
    [TestCase("releases")]
    [TestCase("promote")]
    [TestCase("rollback")]
    [TestCase("diff")]
    [TestCase("gc")]
    [TestCase("init")]
    [TestCase("schema")]
    public void Every_command_has_help_with_an_example(string command)
    {
        var (code, output, errors) = Run(command, "--help");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("Example").And.Contain($"edgekd {command}"));
    }

    [Test]
    public void The_schema_is_all_that_the_output_holds()
    {
        var (code, output, errors) = Run("schema", "policy");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Is.EqualTo(File.ReadAllText(RepositoryFiles.PathOf("docs/schemas/policy.schema.json"))));
    }

    [Test]
    public void Exit_codes_stand_in_the_help() =>
        Assert.That(Run("--help").Output, Does.Contain("3 the gate refused").And.Contain("4 the gate could not decide"));
}
