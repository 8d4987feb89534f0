using System.Diagnostics;

namespace EdgeKd.Release.Tests.Signing;

/// <summary>A script with openssl stands for the HSM.</summary>
[TestFixture, Platform("Linux,MacOsX")]
public class CommandSignerTests
{
    private static readonly byte[] Message = "message"u8.ToArray();

    [TestCase("$1", true), TestCase("$(cat)", false)]
    public void The_digest_comes_as_an_argument_or_on_the_input(string digest, bool asArgument)
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder["k.pem"]);
        var signer = new CommandSigner(Command(folder, Signing(folder["k.pem"], digest), asArgument), key);
        Assert.That(key.Verifies(Message, signer.Sign(Message)));
    }

    [Test]
    public void An_argument_with_spaces_and_signs_stays_one()
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder["k.pem"]);
        var script = $"[ \"$2\" = 'a b; $(touch {folder["touched"]})' ] || exit 7\n" + Signing(folder["k.pem"], "$1");
        var signer = new CommandSigner([.. Command(folder, script, true), $"a b; $(touch {folder["touched"]})"], key);
        Assert.That(key.Verifies(Message, signer.Sign(Message)));
        Assert.That(File.Exists(folder["touched"]), Is.False);
    }

    [TestCase("echo no slot >&2; exit 3", typeof(IOException), "ended with code 3, so nothing was signed: no slot")]
    [TestCase("exit 3", typeof(IOException), "it said nothing")]
    [TestCase("echo '!'", typeof(InvalidDataException), "something else than Base64")]
    [TestCase("echo AAAA", typeof(InvalidDataException), "not an ECDSA signature in DER")]
    [TestCase("true", typeof(InvalidDataException), "not an ECDSA signature in DER")]
    public void A_command_that_does_not_sign_is_named(string script, Type exception, string message)
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder["k.pem"]);
        Assert.That(() => new CommandSigner(Command(folder, script, false), key).Sign(Message), Throws.TypeOf(exception).With.Message.Contains(message));
    }

    [Test]
    public void A_signature_of_another_key_is_refused()
    {
        using var folder = new TemporaryFolder();
        KeyFiles.Create(folder["k.pem"]);
        var (other, _) = KeyFiles.Create(folder["other.pem"]);
        Assert.That(() => new CommandSigner(Command(folder, Signing(folder["k.pem"], "$1"), true), other).Sign(Message),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not one of the public key given"));
    }

    [Test]
    public void A_command_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder["k.pem"]);
        Assert.That(() => new CommandSigner([folder["none"]], key).Sign(Message), Throws.TypeOf<IOException>().With.Message.Contains("cannot be started"));
        Assert.That(() => new CommandSigner([], key), Throws.ArgumentException);
    }

    private static string Signing(string key, string digest)
    {
        OpenSsl.RequireInstalled();
        return $"printf \"$(printf '%s' \"{digest}\" | sed 's/../\\\\x&/g')\" > digest.bin\nopenssl pkeyutl -sign -inkey '{key}' -pkeyopt digest:sha256 -in digest.bin | openssl base64 -A";
    }

    private static string[] Command(TemporaryFolder folder, string script, bool asArgument)
    {
        File.WriteAllText(folder["sign.sh"], $"cd '{folder.Path}'\n{script}\n");
        return asArgument ? ["bash", folder["sign.sh"], CommandSigner.DigestArgument] : ["bash", folder["sign.sh"]];
    }
}
