using System.Security.Cryptography;

namespace EdgeKd.Release.Tests.Signing;

[TestFixture]
public class KeyTests
{
    private static readonly byte[] Message = "message"u8.ToArray();

    [Test]
    public void A_new_key_is_two_files_and_signs()
    {
        using var folder = new TemporaryFolder();
        var (key, publicPath) = KeyFiles.Create(folder["keys/release.pem"]);

        Assert.That(publicPath, Is.EqualTo(folder["keys/release.pub.pem"]));
        Assert.That(PublicKey.Load(publicPath).Fingerprint, Is.EqualTo(key.Fingerprint));
        using var signer = PrivateKeySigner.Load(folder["keys/release.pem"]);
        Assert.That(PublicKey.Load(publicPath).Verifies(Message, signer.Sign(Message)));
        Assert.That(() => KeyFiles.Create(folder["keys/release.pem"]), Throws.TypeOf<IOException>().With.Message.Contains("there already"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(folder["keys/release.pem"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase(true), TestCase(false)]
    public void A_private_key_is_never_in_a_repository(bool worktree)
    {
        using var folder = new TemporaryFolder();
        if (worktree)
            File.WriteAllText(folder[".git"], "gitdir: elsewhere");
        else
            Directory.CreateDirectory(folder[".git"]);

        Assert.That(() => KeyFiles.Create(folder["deep/down/release.pem"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("inside the git repository " + folder.Path));
        Assert.That(Directory.Exists(folder["deep"]), Is.False);
        File.WriteAllText(folder["release.pem"], SignedRelease.PrivatePem());
        Assert.That(() => PrivateKeySigner.Load(folder["release.pem"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("inside the git repository"));
    }

    [TestCase("1.2.840.10045.3.1.7"), TestCase("1.3.132.0.34"), TestCase("1.3.132.0.35")]
    public void Keys_on_three_curves_verify_and_one_signs(string oid)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(oid));
        var publicKey = PublicKey.Parse(key.ExportSubjectPublicKeyInfoPem(), "key");
        var signature = key.SignData(Message, publicKey.Curve.Hash, DSASignatureFormat.Rfc3279DerSequence);

        Assert.That(publicKey.Verifies(Message, signature));
        Assert.That(publicKey.Verifies("other"u8, signature), Is.False);
        Assert.That(() => PrivateKeySigner.Parse(key.ExportPkcs8PrivateKeyPem(), "key").Dispose(),
            oid == EcdsaCurve.P256.Oid ? Throws.Nothing : Throws.TypeOf<InvalidDataException>().With.Message.Contains("signed on P-256"));
    }

    private static IEnumerable<TestCaseData> WrongKeys()
    {
        using var rsa = RSA.Create(2048);
        using var koblitz = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        yield return new TestCaseData("no key", "no PEM");
        yield return new TestCaseData("", "no PEM");
        yield return new TestCaseData(SignedRelease.PrivatePem(), "holds a PRIVATE KEY");
        yield return new TestCaseData(rsa.ExportSubjectPublicKeyInfoPem(), "not the key of an elliptic curve");
        yield return new TestCaseData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "not the key of an elliptic curve");
        yield return new TestCaseData(koblitz.ExportSubjectPublicKeyInfoPem(), "none of P-256");
    }

    [TestCaseSource(nameof(WrongKeys))]
    public void What_is_no_public_key_is_refused(string pem, string message) =>
        Assert.That(() => PublicKey.Parse(pem, "key.pem"), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("key.pem: ").And.Message.Contains(message).And.Message.Not.Contains("\n"));

    [Test]
    public void No_error_shows_a_private_key()
    {
        var pem = SignedRelease.PrivatePem();
        Assert.That(() => PublicKey.Parse(pem, "key"), Throws.TypeOf<InvalidDataException>().With.Message.Not.Contains(pem.Split('\n')[1]));
    }

    [Test]
    public void A_public_key_signs_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.That(() => PrivateKeySigner.Parse(key.ExportSubjectPublicKeyInfoPem(), "key"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("holds a PUBLIC KEY"));
    }

    [Test]
    public void A_key_comes_from_command_file_or_variable()
    {
        using var folder = new TemporaryFolder();
        var (file, _) = KeyFiles.Create(folder["file.pem"]);
        var pem = SignedRelease.PrivatePem();
        using var variable = PrivateKeySigner.Parse(pem, "variable");

        Assert.That(new SignerChoice().Open(null), Is.Null);
        Assert.That(new SignerChoice().Open(" "), Is.Null);
        Assert.That(new SignerChoice().Open(pem)!.PublicKey.Fingerprint, Is.EqualTo(variable.PublicKey.Fingerprint));
        Assert.That(new SignerChoice(folder["file.pem"]).Open(pem)!.PublicKey.Fingerprint, Is.EqualTo(file.Fingerprint));
        Assert.That(new SignerChoice(folder["file.pub.pem"], ["sign"]).Open(pem), Is.TypeOf<CommandSigner>());
        Assert.That(() => new SignerChoice(null, ["sign"]).Open(pem), Throws.ArgumentException.With.Message.Contains("--sign-command needs --key"));
        Assert.That(() => new SignerChoice().Open("rubbish"), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("EDGEKD_SIGNING_KEY: "));
    }
}
