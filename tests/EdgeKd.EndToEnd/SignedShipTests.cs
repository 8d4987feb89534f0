using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>From a new key to a verified bundle, by the commands alone.</summary>
[TestFixture]
public class SignedShipTests
{
    private readonly TinyRecipe _recipe = new(data: "{ kind: shapes, license: CC0-1.0, trainCount: 480, testCount: 240, augment: { cropPadding: 2, horizontalFlip: true } }");

    private (int Code, string Output, string Errors) _signed;

    private string Unsigned => Path.Combine(_recipe.Folder, "unsigned.zip");

    private string Bundle => Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip");

    private string Key => Path.Combine(_recipe.Folder, "release.pem");

    private string PublicKey => Path.Combine(_recipe.Folder, "release.pub.pem");

    [OneTimeSetUp]
    public void Ship()
    {
        Assert.That(Run("keys", "new", "--out", Key).Code, Is.Zero);
        Assert.That(_recipe.Run("ship").Output, Does.Contain("profile quick, unsigned;"));
        File.Copy(Bundle, Unsigned);
        _signed = _recipe.Run("ship", "--key", Key, "--json");
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void An_unsigned_bundle_is_refused()
    {
        var (code, _, errors) = Run("verify", Unsigned, "--key", PublicKey);
        Assert.That(code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(errors, Does.Contain("it is unsigned"));
    }

    [Test]
    public void Signing_runs_the_last_stage_again_and_no_other()
    {
        Assert.That(_signed.Code, Is.Zero, _signed.Errors);
        Assert.That(JsonNode.Parse(_signed.Output)!["stages"]!.AsArray().Where(stage => !(bool)stage!["cached"]!).Select(stage => (string)stage!["stage"]!), Is.EqualTo(new[] { "package" }));
        Assert.That(_recipe.Run("ship", "--key", Key).Output, Does.Contain("nothing changed"));
    }

    [Test]
    public void The_signed_bundle_is_verified_and_its_verdict_decided_again()
    {
        var (code, output, errors) = Run("verify", Bundle, "--key", PublicKey);
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.StartWith("verified tiny 1.2.3 (profile quick)").And.Contain("decided again from the data inside: PASS"));
        var shown = Run("inspect", Bundle).Output;
        Assert.That(shown, Does.Contain("model.sig, not checked here"));
        Assert.That(shown.Split('\n').Where(line => line.StartsWith("lineage ", StringComparison.Ordinal)).Select(line => line.Split(", ")[0]["lineage    ".Length..]),
            Is.EqualTo(new[] { "first release", "recipe", "training images", "validation images", "test images", "teacher", "seed 7" }));
    }

    [Test]
    public void The_bill_of_materials_names_data_and_teacher()
    {
        using var bundle = BundleReader.Open(Bundle);
        var components = JsonNode.Parse(bundle.Read(BillOfMaterials.FileName))!["components"]!.AsArray();
        Assert.That(components.Select(component => $"{component!["name"]}: {component["licenses"]!.ToJsonString()}"), Is.EqualTo(new[]
        {
            """shapes: [{"expression":"CC0-1.0"}]""", """shapes, test part: [{"expression":"CC0-1.0"}]""", """resnet8: [{"license":{"name":"unknown"}}]""",
        }));
        Assert.That(components.Select(component => ((string)component!["hashes"]![0]!["content"]!).Length), Is.All.EqualTo(64));
    }

    [Test]
    public void A_waiver_that_nobody_trusts_stops_the_gate()
    {
        var waivers = Path.Combine(_recipe.Folder, WaiverFile.FileName);
        try
        {
            foreach (var rule in new[] { "top1 (fp32)", "top1" })
                Assert.That(Run("waive", "--recipe", _recipe.RecipePath, "--rule", rule, "--reason", "tried", "--owner", "ana", "--until", "2999-01-01", "--key", Key).Code, Is.Zero);
            Assert.That(_recipe.Run("gate").Errors, Does.Contain("no keys to check them with"));
            File.WriteAllText(Path.Combine(_recipe.Folder, "trust.yaml"), $"keys: [{{ name: ana, publicKey: \"{File.ReadAllText(PublicKey).Replace("\n", "\\n", StringComparison.Ordinal)}\" }}]");
            var (code, output, _) = _recipe.Run("gate", "--trust", Path.Combine(_recipe.Folder, "trust.yaml"));
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("the waiver of 'top1' by ana names no rule of the verdict").And.Not.Contain("the waiver of 'top1 (fp32)'"));
            File.WriteAllText(waivers, File.ReadAllText(waivers).Replace("tried", "changed", StringComparison.Ordinal));
            Assert.That(_recipe.Run("gate", "--trust", Path.Combine(_recipe.Folder, "trust.yaml")).Errors, Does.Contain("the waiver of 'top1 (fp32)' is not signed for tiny"));
        }
        finally
        {
            File.Delete(waivers);
        }
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
