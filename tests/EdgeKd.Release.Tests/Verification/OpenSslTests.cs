using System.Diagnostics;
using EdgeKd.Release.Tests.Signing;

namespace EdgeKd.Release.Tests.Verification;

/// <summary>The commands of docs/signing.md, as they stand there: a bundle can be checked without this program.</summary>
[TestFixture, Platform("Linux,MacOsX")]
public class OpenSslTests
{
    [Test]
    public void The_commands_of_the_documentation_verify_a_bundle_and_refuse_another()
    {
        OpenSsl.RequireInstalled();
        OpenSsl.RequireInstalled("unzip", "-v");
        using var release = new SignedRelease();
        release.Pack();
        File.WriteAllText(Path.Combine(release.Folder, "release.pub.pem"), release.Signer.PublicKey.Pem);
        var (code, output) = Run(release.Folder);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("Verified OK").And.Contain("model.fp32.onnx: OK").And.Contain("bundle.json: OK"));

        using var other = PrivateKeySigner.Parse(SignedRelease.PrivatePem(), "other");
        File.WriteAllText(Path.Combine(release.Folder, "release.pub.pem"), other.PublicKey.Pem);
        var (refused, why) = Run(release.Folder);
        Assert.That(refused, Is.Not.Zero, why);
        Assert.That(why, Does.Contain("Verification failure").IgnoreCase);
    }

    private static (int Code, string Output) Run(string folder)
    {
        var script = Path.Combine(folder, "verify.sh");
        File.WriteAllText(script, Documented());
        using var process = Process.Start(new ProcessStartInfo("bash", ["-e", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>The code block of docs/signing.md under the heading of openssl.</summary>
    private static string Documented()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "EdgeKd.sln")))
            folder = folder.Parent;
        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "signing.md"));
        var section = text[text.IndexOf("## With openssl alone", StringComparison.Ordinal)..];
        return section.Split("```")[1][("bash".Length)..];
    }
}
