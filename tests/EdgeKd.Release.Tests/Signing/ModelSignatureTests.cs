using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Signing;

[TestFixture]
public class ModelSignatureTests
{
    private static readonly PrivateKeySigner Signer = PrivateKeySigner.Parse(SignedRelease.PrivatePem(), "test");

    private static readonly Dictionary<string, string> Files = new() { ["b.bin"] = new('2', 64), ["B.bin"] = new('1', 64), ["a/c.json"] = new('3', 64) };

    [Test]
    public void A_signature_has_the_form_of_the_specification()
    {
        var json = JsonNode.Parse(Sign().ToBytes())!;
        Assert.That((string?)json["mediaType"], Is.EqualTo("application/vnd.dev.sigstore.bundle.v0.3+json"));
        Assert.That((string?)json["verificationMaterial"]!["publicKey"]!["hint"], Is.EqualTo(Signer.PublicKey.Fingerprint));
        Assert.That((string?)json["dsseEnvelope"]!["payloadType"], Is.EqualTo("application/vnd.in-toto+json"));
        Assert.That(json["dsseEnvelope"]!["signatures"]!.AsArray(), Has.Count.EqualTo(1));

        var statement = JsonNode.Parse(Convert.FromBase64String((string)json["dsseEnvelope"]!["payload"]!))!;
        Assert.That((string?)statement["_type"], Is.EqualTo("https://in-toto.io/Statement/v1"));
        Assert.That((string?)statement["predicateType"], Is.EqualTo("https://model_signing/signature/v1.0"));
        Assert.That((string?)statement["subject"]![0]!["name"], Is.EqualTo("shapes-1.0.0"));
        Assert.That(statement["predicate"]!["serialization"]!.ToJsonString(), Is.EqualTo("""{"method":"files","hash_type":"sha256","allow_symlinks":false,"ignore_paths":["model.sig"]}"""));
        // By code points: capitals first.
        Assert.That(statement["predicate"]!["resources"]!.AsArray().Select(resource => (string?)resource!["name"]), Is.EqualTo(new[] { "B.bin", "a/c.json", "b.bin" }));
    }

    [Test]
    public void What_is_signed_is_verified_and_read_back()
    {
        var bytes = Sign().ToBytes();
        var read = ModelSignature.Parse(bytes, "model.sig");
        var statement = read.Verify(Signer.PublicKey, "model.sig");
        Assert.That(statement.Predicate.Resources.ToDictionary(resource => resource.Name, resource => resource.Digest), Is.EquivalentTo(Files));
        Assert.That(() => read.RequireForm(bytes, Signer.PublicKey, "model.sig"), Throws.Nothing);
    }

    [Test]
    public void The_same_in_other_bytes_is_refused()
    {
        var text = Encoding.UTF8.GetString(Sign().ToBytes());
        foreach (var other in new[] { text + " ", text.Replace("\"keyid\": \"\"", "\"keyid\": null", StringComparison.Ordinal), text.Replace("  ", "\t", StringComparison.Ordinal) })
        {
            Assert.That(other, Is.Not.EqualTo(text));
            var read = ModelSignature.Parse(Encoding.UTF8.GetBytes(other), "model.sig");
            Assert.That(() => read.Verify(Signer.PublicKey, "model.sig"), Throws.Nothing);
            Assert.That(() => read.RequireForm(Encoding.UTF8.GetBytes(other), Signer.PublicKey, "model.sig"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("written anew"));
        }
    }

    [TestCase("{}", "missing")]
    [TestCase("null", "null")]
    [TestCase("[", "model.sig")]
    [TestCase("""{"mediaType":"x","verificationMaterial":{"publicKey":{}},"dsseEnvelope":{"payload":"","payloadType":"","signatures":[]}}""", "mediaType")]
    public void What_is_no_signature_is_refused_in_one_line(string json, string message) =>
        Assert.That(() => ModelSignature.Parse(Encoding.UTF8.GetBytes(json), "model.sig"), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    private static readonly TestCaseData[] WrongStatements =
    [
        Wrong("resources twice", s => s["predicate"]!["resources"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = "b.bin", ["digest"] = new string('2', 64), ["algorithm"] = "sha256" }), "in the order of the names"),
        Wrong("other hash", s => s["predicate"]!["serialization"]!["hash_type"] = "blake3", "serialization"),
        Wrong("shards", s => s["predicate"]!["serialization"]!["method"] = "shards", "serialization"),
        Wrong("links", s => s["predicate"]!["serialization"]!["allow_symlinks"] = true, "allows links"),
        Wrong("short digest", s => s["predicate"]!["resources"]![0]!["digest"] = "00", "resources[0]"),
        Wrong("null resource", s => s["predicate"]!["resources"]![0] = null, "resources[0]"),
        Wrong("root", s => s["subject"]![0]!["digest"]!["sha256"] = new string('0', 64), "subject.digest"),
        Wrong("no subject", s => s["subject"] = new JsonArray(), "subject is not"),
    ];

    private static TestCaseData Wrong(string what, Action<JsonObject> change, string message) => new(what, change, message);

    [TestCaseSource(nameof(WrongStatements))]
    public void A_statement_that_contradicts_itself_is_refused(string what, Action<JsonObject> change, string message)
    {
        var statement = JsonNode.Parse(Convert.FromBase64String(Sign().DsseEnvelope.Payload))!.AsObject();
        change(statement);
        Assert.That(() => SignedStatement.Parse(Encoding.UTF8.GetBytes(statement.ToJsonString()), "s"), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message), what);
    }

    private static ModelSignature Sign() => ModelSignature.Sign("shapes-1.0.0", Files, Signer);
}
