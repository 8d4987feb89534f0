using System.Text.Json.Nodes;
using EdgeKd.Release;
using EdgeKd.Release.Tests;

namespace EdgeKd.Cli.Tests.Commands;

[TestFixture]
public class SigningTests
{
    private SignedRelease _release = null!;

    [SetUp]
    public void SetUp()
    {
        _release = new SignedRelease();
        File.WriteAllText(At("release.pub.pem"), _release.Signer.PublicKey.Pem);
    }

    [TearDown]
    public void TearDown() => _release.Dispose();

    [Test]
    public void Keys_new_makes_both_keys_and_says_where()
    {
        var (code, output, errors) = Run("keys", "new", "--out", At("k/new.pem"));
        Assert.That((code, errors), Is.EqualTo((ExitCodes.Done, "")));
        Assert.That(output, Does.Contain(At("k/new.pem")).And.Contain(At("k/new.pub.pem")).And.Contain(PublicKey.Load(At("k/new.pub.pem")).Fingerprint));
        Assert.That(output, Does.Not.Contain("PRIVATE KEY"));
    }

    [Test]
    public void Keys_new_refuses_a_repository()
    {
        Directory.CreateDirectory(At("repository/.git"));
        var (code, _, errors) = Run("keys", "new", "--out", At("repository/k.pem"));
        Assert.That(code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(errors, Does.Contain("inside the git repository").And.Match("^edgekd: [^\n]*\n$"));
        Assert.That(File.Exists(At("repository/k.pem")), Is.False);
    }

    [Test]
    public void Verify_says_who_signed_and_what_was_decided()
    {
        var (code, output, _) = Run("verify", _release.Pack(), "--key", At("release.pub.pem"));
        Assert.That(code, Is.EqualTo(ExitCodes.Done), output);
        Assert.That(output, Does.StartWith("verified shapes 1.0.0 (profile quick)\n  signed by release.pub.pem").And.Contain("decided again from the data inside: PASS, "));

        var json = JsonNode.Parse(Run("verify", _release.Pack(), "--key", At("release.pub.pem"), "--json").Output)!;
        Assert.That(((bool)json["verified"]!, (string?)json["fingerprint"], (string?)json["outcome"]), Is.EqualTo((true, _release.Signer.PublicKey.Fingerprint, "pass")));
    }

    [Test]
    public void Verify_refuses_with_3_one_line_and_JSON()
    {
        var path = _release.Pack();
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var (code, output, errors) = Run("verify", path, "--key", At("release.pub.pem"), "--json");
        Assert.That(code, Is.EqualTo(ExitCodes.Refused));
        Assert.That(errors, Does.Match("^edgekd: REFUSED: [^\n]*\n$"));
        Assert.That((bool)JsonNode.Parse(output)!["verified"]!, Is.False);
    }

    [Test]
    public void Verify_without_a_key_is_wrong_usage_even_where_the_bundle_has_one()
    {
        File.WriteAllText(_release.Part("key.pub.pem"), _release.Signer.PublicKey.Pem);
        var (code, _, errors) = Run("verify", _release.Pack());
        Assert.That((code, errors.Contains("--key PUBLIC-KEY or --trust FILE", StringComparison.Ordinal)), Is.EqualTo((ExitCodes.Usage, true)), errors);
        Assert.That(Run("verify", _release.Pack(), "--key", At("release.pub.pem"), "--trust", At("t.yaml")).Code, Is.EqualTo(ExitCodes.Usage));
    }

    [Test]
    public void Verify_takes_a_trust_file()
    {
        var pem = _release.Signer.PublicKey.Pem.Replace("\n", "\\n", StringComparison.Ordinal);
        File.WriteAllText(At("trust.yaml"), $"keys:\n  - name: ana\n    publicKey: \"{pem}\"\n");
        Assert.That(Run("verify", _release.Pack(), "--trust", At("trust.yaml")).Output, Does.Contain("signed by ana"));
        Assert.That(Run("verify", _release.Pack(), "--trust", At("none.yaml")).Code, Is.EqualTo(ExitCodes.Failed));
    }

    [Test]
    public void Waive_adds_a_signed_entry_for_the_recipes_model()
    {
        Assert.That(Run("keys", "new", "--out", At("k.pem")).Code, Is.EqualTo(ExitCodes.Done));
        File.WriteAllText(At("recipe.yaml"), "name: tiny\nversion: 1.0.0\nteacher: { model: resnet8 }\nstudent: { model: mobilenetv2 }\n");
        var (code, output, errors) = Run(Waive("2999-01-31", "--key", At("k.pem")));
        Assert.That(code, Is.EqualTo(ExitCodes.Done), errors);
        Assert.That(output, Does.Contain("'top1 against released (int8)' of tiny is waived until 2999-01-31"));

        var review = WaiverReview.Of(At("waivers.yaml"), "tiny", TrustedKeys.OfKey(At("k.pub.pem")), new(2999, 1, 31));
        Assert.That(review.Valid.Single().Owner, Is.EqualTo("ana"));
    }

    [TestCase("2026-1-1"), TestCase("tomorrow"), TestCase("2020-01-01")]
    public void Waive_wants_a_day_to_come(string until) => Assert.That(Run(Waive(until, "--key", At("k.pem"))).Code, Is.EqualTo(ExitCodes.Usage));

    [Test]
    public void A_command_that_signs_needs_its_public_key() =>
        Assert.That(Run(Waive("2999-01-31", "--sign-command", "true")).Errors, Does.Contain("--sign-command needs --key with the public key"));

    private string[] Waive(string until, params string[] more) =>
        ["waive", "--recipe", At("recipe.yaml"), "--rule", "top1 against released (int8)", "--reason", "camera change", "--owner", "ana", "--until", until, .. more];

    private string At(string name) => Path.Combine(_release.Folder, name);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Application.Run(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
