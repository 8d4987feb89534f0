namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class SignedPromotionTests
{
    private static PromotionRequest Request(TrustedKeys trust) => new() { Authenticity = new TrustedSignatures(trust, SignedRelease.Today), Date = SignedRelease.Today };

    [Test]
    public void A_signed_bundle_is_released_with_its_signature()
    {
        using var folder = new TemporaryFolder();
        using var signed = new SignedRelease(Samples.Evidence());
        var registry = ReleaseRegistry.Open(folder["releases"]);

        registry.Promote(signed.Pack(), Request(signed.Trust));

        using var bundle = BundleReader.Open(signed.Pack());
        Assert.That(Directory.GetFiles(folder["releases/1.0.0"]).Select(Path.GetFileName),
            Is.EquivalentTo(bundle.Manifest.Files.Select(file => file.Path).Append(BundleManifest.FileName).Append(ModelSignature.FileName)));
        foreach (var file in bundle.Manifest.Files)
            Assert.That(File.ReadAllBytes(Path.Combine(folder["releases/1.0.0"], file.Path)), Is.EqualTo(bundle.Read(file.Path)), file.Path);
        Assert.That(registry.Current()!.Manifest.IsSigned);
    }

    [Test]
    public void An_unsigned_bundle_and_one_of_a_stranger_are_refused()
    {
        using var folder = new TemporaryFolder();
        using SignedRelease signed = new(Samples.Evidence()), stranger = new(Samples.Evidence());
        var registry = ReleaseRegistry.Open(folder["releases"]);

        Assert.That(() => registry.Promote(ReleaseSamples.Bundle(folder, "1.0.0"), Request(signed.Trust)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("unsigned"));
        Assert.That(() => registry.Promote(stranger.Pack(), Request(signed.Trust)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("signed with a key that"));
        Assert.That(registry.History(), Is.Null);
    }

    /// <summary>Whoever decides again needs to know that the baseline was rolled back to, or the verdict would read otherwise.</summary>
    [Test]
    public void A_verdict_against_a_release_that_was_rolled_back_to_is_decided_alike_again()
    {
        var baseline = ReleaseSamples.Verdict(Samples.Evidence()) is var verdict
            ? new ReleasedBaseline(Samples.Manifest(), Samples.Evidence(), verdict) { RolledBackFrom = "1.1.0" }
            : null;
        using var signed = new SignedRelease(Samples.Evidence(version: "1.2.0"), baseline);
        var verified = signed.Verify(signed.Pack(manifest: signed.Manifest() with { Version = "1.2.0" }));
        Assert.That((verified.Verdict.BaselineVersion, verified.Verdict.BaselineRolledBackFrom), Is.EqualTo(("1.0.0", "1.1.0")));
    }
}
