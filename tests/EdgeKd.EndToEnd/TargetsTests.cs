using System.Text.Json.Nodes;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>A recipe with targets: this machine, the native runner on it, an emulated ARM processor (where its runner could be built), a
/// browser, and a device whose disk is full.</summary>
[TestFixture]
public class TargetsTests
{
    private static readonly string[] Emulated =
        File.Exists(RepositoryFiles.PathOf("artifacts/native/runner/linux-arm64/edgekd-runner")) ? ["a72", "a76"] : [];

    private TinyRecipe _recipe = null!;
    private (int Code, string Output, string Errors) _shipped;

    [OneTimeSetUp]
    public void Ship()
    {
        _recipe = new TinyRecipe(
            more: "quantize: { int8: true, images: 64, maxDropPoints: 100 }",
            gate: "minTop1: 0, maxInt8DropPoints: 100",
            targets: $", targets: [{{ name: local }}, {{ name: here, images: 40 }}, {string.Concat(Emulated.Select(cpu => $"{{ name: {cpu}, kind: qemu-arm64, cpu: cortex-{cpu}, images: 16 }}, "))}{{ name: browser, kind: web, images: 40 }}, {{ name: board, runner: full-disk }}]");
        var runner = Path.Combine(_recipe.Folder, "full-disk");
        File.WriteAllText(runner, "#!/bin/sh\necho 'edgekd-runner: result.json: No space left on device' >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(runner, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _shipped = _recipe.Run("package");
    }

    [OneTimeTearDown]
    public void End() => _recipe.Dispose();

    private static string[] Names => ["here", .. Emulated, "browser", "board"];

    private string EvidencePath => Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "targets"), "targets.json", SearchOption.AllDirectories).Single();

    private string LogOf(string name) => Path.Combine(_recipe.Artifacts, "logs", "tiny", name);

    [Test]
    public void Why_asks_every_target_about_one_image()
    {
        var (code, output, errors) = _recipe.Run("why", "3", "--json");
        Assert.That(code, Is.Zero, errors);
        var explanation = JsonNode.Parse(output)!;
        var forms = explanation["forms"]!.AsArray().ToDictionary(form => (string)form!["form"]!, form => form!);
        string[] answering = [.. Names.SkipLast(1).SelectMany(name => new[] { $"{name} fp32", $"{name} int8" })];
        Assert.That(forms.Keys, Is.EqualTo(new[] { "network", "fp32", "int8" }.Concat(answering)));
        foreach (var name in answering)
        {
            var here = forms[name.Split(' ')[1]];
            Assert.That((string?)forms[name]["classes"]![0]!["label"], Is.EqualTo((string?)here["classes"]![0]!["label"]), name);
            Assert.That((double)forms[name]["maxLogitDifference"]!, Is.EqualTo((double)here["maxLogitDifference"]!).Within(name.EndsWith("int8", StringComparison.Ordinal) ? 1 : 1e-3), name);
        }
        Assert.That(explanation["failures"]!.AsArray().Select(line => (string)line!), Has.One.Contains("target board: the runner failed: edgekd-runner: result.json: No space left on device"));

        var without = _recipe.Run("why", "3", "--no-targets").Output;
        Assert.That(without, Does.Contain("network").And.Not.Contain("browser"));
    }

    [Test]
    public void All_answer_as_this_machine_and_the_board_fails_alone()
    {
        Assert.That(_shipped.Code, Is.Zero, _shipped.Errors);
        Assert.That(_shipped.Output, Does.Contain($"board failed: the runner failed: edgekd-runner: result.json: No space left on device (log: {LogOf("board-fp32-accuracy.log")}); edgekd targets --again asks it once more"));

        var targets = JsonNode.Parse(File.ReadAllText(EvidencePath))!["targets"]!.AsArray();
        Assert.That(targets.Select(target => (string?)target!["name"]), Is.EqualTo(Names));
        Assert.That((string?)targets[^1]!["failure"], Does.StartWith("the runner failed: "));
        foreach (var target in targets.SkipLast(1))
        {
            var (name, models) = ((string?)target!["name"], target["models"]!.AsArray());
            Assert.That(models.Select(model => (string?)model!["precision"]), Is.EqualTo(new[] { "fp32", "int8" }), name);
            Assert.That(models.Select(model => (int)model!["count"]!), Is.All.EqualTo(Emulated.Contains(name) ? 16 : 40), name);
            Assert.That((double)models[0]!["agreementWithLocal"]!, Is.EqualTo(1), name);
            Assert.That((double)models[0]!["maxAbsoluteDifference"]!, Is.LessThan(1e-3), name);
            Assert.That((string?)models[0]!["doubt"], Is.Null, name);
            Assert.That(models.Select(model => (double?)model!["instructions"]), Emulated.Contains(name) ? Is.All.GreaterThan(100_000) : Is.All.Null, name);
        }
    }

    [Test]
    public void The_bundle_carries_what_the_targets_answered()
    {
        using var bundle = BundleReader.Open(Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip"));

        var evidence = ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), ValidationEvidence.FileName);

        Assert.That(evidence.Targets.Select(target => target.Name), Is.EqualTo(Names));
    }

    [Test]
    public void Only_what_failed_is_asked_again()
    {
        var before = JsonNode.Parse(File.ReadAllText(EvidencePath))!["targets"]!.AsArray().SkipLast(1).Select(target => target!.ToJsonString()).ToArray();
        File.Delete(LogOf("browser-fp32-accuracy.log"));
        File.Delete(LogOf("board-fp32-accuracy.log"));

        var (code, output, errors) = _recipe.Run("targets", "--again");

        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.Contain("board failed: "));
        Assert.That(JsonNode.Parse(File.ReadAllText(EvidencePath))!["targets"]!.AsArray().SkipLast(1).Select(target => target!.ToJsonString()), Is.EqualTo(before));
        Assert.That((File.Exists(LogOf("browser-fp32-accuracy.log")), File.Exists(LogOf("board-fp32-accuracy.log"))), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_target_that_is_not_there_cannot_be_asked_again() =>
        Assert.That(_recipe.Run("targets", "--again", "phone").Errors, Is.EqualTo($"edgekd: --again names 'phone', which is none of the recipe's targets besides this machine ({string.Join(", ", Names)}){Environment.NewLine}"));

    [Test]
    public void Without_again_nothing_is_asked() =>
        Assert.That(_recipe.Run("targets").Output, Does.Contain("[up to date]"));

    [Test]
    public void Devices_lists_who_answers()
    {
        using StringWriter output = new(), errors = new();

        var code = Cli.Application.Run(["devices", "--recipe", _recipe.RecipePath, "--json"], output, errors, CancellationToken.None);

        var devices = JsonNode.Parse(output.ToString())!.AsArray();
        Assert.That(code, Is.EqualTo(1), "one does not answer");
        Assert.That((string?)devices.Single(device => (string?)device!["name"] == "browser")!["device"]!["arch"], Is.EqualTo("wasm"));
        Assert.That((string?)devices.Single(device => (string?)device!["name"] == "board")!["failure"], Does.Contain("No space left on device"));
    }

    [Test]
    public void A_bundles_model_can_be_measured_on_a_target()
    {
        using StringWriter output = new(), errors = new();
        string[] arguments = ["bench", "--target", "browser", "--recipe", _recipe.RecipePath, Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip"),
            "--precision", "fp32", "--min-runs", "70", "--min-seconds", "0", "--artifacts", _recipe.Artifacts, "--json"];

        var code = Cli.Application.Run(arguments, output, errors, CancellationToken.None);

        Assert.That(code, Is.Zero, errors.ToString());
        var result = JsonNode.Parse(output.ToString())!;
        Assert.That((string?)result["target"], Is.EqualTo("browser"));
        Assert.That((int)result["latency"]!["runs"]!, Is.EqualTo(70));
        Assert.That((double)result["latency"]!["p90UpperMs"]!, Is.GreaterThanOrEqualTo((double)result["latency"]!["p90Ms"]!));
    }
}
