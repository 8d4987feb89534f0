using System.Security.Cryptography;
using System.Text;

namespace EdgeKd.Release.Tests.Signing;

/// <summary>Signatures that other programs made.</summary>
[TestFixture, Category("Vectors")]
public class ConformanceTests
{
    private static readonly PublicKey Key = PublicKey.Load(PathOf("key.pub.pem"));

    [TestCase("python.sig", "signme-1 signme-2")]
    [TestCase("python-1.1.0.sig", "signme-1 signme-2")]
    [TestCase("go.sig", "signme-1 signme-2")]
    [TestCase("subfolder.sig", "config.json subdir/adapter.bin weights.bin")]
    public void What_other_programs_signed_is_verified(string file, string names)
    {
        var statement = Read(file).Verify(Key, file);

        Assert.That(string.Join(' ', statement.Predicate.Resources.Select(resource => resource.Name)), Is.EqualTo(names));
        Assert.That(statement.Subject[0].Digest["sha256"], Is.EqualTo(RootDigestAgain(statement)));
    }

    [TestCase("wrong-payload-type.sig", "payloadType")]
    [TestCase("wrong-statement-type.sig", "_type is not")]
    [TestCase("no-serialization.sig", "serialization")]
    [TestCase("no-resources.sig", "resources is empty")]
    [TestCase("wrong-predicate.sig", "the signature is not one of")]
    public void What_is_signed_rightly_and_states_something_else_is_refused(string file, string message) =>
        Assert.That(() => Read(file).Verify(Key, file), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains(file));

    [Test]
    public void The_hint_at_a_key_is_the_digest_of_its_PEM() =>
        Assert.That(Read("go.sig").VerificationMaterial.PublicKey.Hint, Is.EqualTo(Key.Fingerprint)
            .And.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf("key.pub.pem"))))));

    [Test]
    public void Another_key_does_not_verify()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.That(() => Read("python.sig").Verify(PublicKey.Of(other, "other"), "python.sig"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("another key"));
    }

    // The example of the protocol's own text.
    [TestCase("http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world")]
    [TestCase("é", "", "DSSEv1 2 é 0 ")]
    public void The_encoding_counts_bytes(string type, string payload, string encoded) =>
        Assert.That(Encoding.UTF8.GetString(PreAuthenticationEncoding.Of(type, Encoding.UTF8.GetBytes(payload))), Is.EqualTo(encoded));

    private static string RootDigestAgain(SignedStatement statement) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(
        string.Concat(statement.Predicate.Resources.Select(resource => resource.Digest)))));

    private static ModelSignature Read(string file) => ModelSignature.Parse(File.ReadAllBytes(PathOf(file)), file);

    private static string PathOf(string file) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Signing", "Vectors", file);
}
