namespace EdgeKd.Release.Tests.Verification;

[TestFixture]
public class BundleVerificationTests
{
    [Test]
    public void A_sound_bundle_is_verified_and_decided_again()
    {
        using var release = new SignedRelease();
        var verified = release.Verify();
        Assert.That((verified.Name, verified.Version, verified.Profile), Is.EqualTo(("shapes", "1.0.0", "quick")));
        Assert.That(verified.Key.Key.Fingerprint, Is.EqualTo(release.Signer.PublicKey.Fingerprint));
        Assert.That(verified.Files, Is.EqualTo(7));
        Assert.That(verified.Verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        Assert.That(verified.UncheckedWaivers, Is.Empty);
    }

    [Test]
    public void A_bundle_against_a_baseline_carries_what_was_compared_with()
    {
        var evidence = Samples.Evidence(count: 40, right: 36, runs: 20, profile: Profiles.Quick);
        var before = Samples.Evidence(count: 40, right: 35, runs: 20, profile: Profiles.Quick, version: "0.9.0");
        var first = new GateCase { Policy = Samples.Lenient, Candidate = before, Today = SignedRelease.Today };
        using var release = new SignedRelease(evidence, new ReleasedBaseline(Samples.Manifest(Profiles.Quick) with { Version = "0.9.0" }, before, ReleaseGate.Decide(first)));
        Assert.That(release.Verify().Verdict.BaselineVersion, Is.EqualTo("0.9.0"));
    }

    [Test]
    public void A_verdict_that_does_not_follow_from_the_data_is_refused_though_it_is_signed()
    {
        using var release = new SignedRelease();
        var verdict = Verdict.Load(release.Part(Verdict.FileName));
        (verdict with { Rules = [.. verdict.Rules.Skip(1)] }).Save(release.Part(Verdict.FileName));
        Assert.That(() => release.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not follow from the bundle's own data: the number of rules is 1 there, and 2"));
    }

    [Test]
    public void Other_evidence_under_the_old_verdict_is_refused()
    {
        using var release = new SignedRelease();
        Samples.Evidence(count: 40, right: 10, runs: 20, profile: Profiles.Quick).Save(release.Part(ValidationEvidence.FileName));
        Assert.That(() => release.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("when it is decided again"));
    }

    [Test]
    public void Another_policy_under_the_old_verdict_is_refused()
    {
        using var release = new SignedRelease();
        File.WriteAllBytes(release.Part(GatePolicy.BundledFileName), (release.Gate.Policy with { Rules = [release.Gate.Policy.Rules[0] with { AtLeast = 0.1 }] }).ToBytes());
        Assert.That(() => release.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("policySha256"));
    }

    [Test]
    public void A_model_that_was_not_measured_is_refused_though_it_is_signed()
    {
        using var release = new SignedRelease();
        File.WriteAllBytes(release.Part("model.fp32.onnx"), new byte[1000]);
        Assert.That(() => release.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("model.fp32.onnx is not the fp32 model that gate.json says"));
    }

    [Test]
    public void A_bundle_of_another_model_is_refused_though_it_is_signed()
    {
        using var release = new SignedRelease();
        var path = release.Pack(manifest: release.Manifest() with { Version = "2.0.0" });
        Assert.That(() => release.Verify(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("validation.json is of shapes 1.0.0"));
    }

    [TestCase(ValidationEvidence.FileName), TestCase(Verdict.FileName), TestCase(GatePolicy.BundledFileName), TestCase(GateInputs.FileName)]
    public void Evidence_that_is_missing_is_named(string file)
    {
        using var release = new SignedRelease();
        File.Delete(release.Part(file));
        Assert.That(() => release.Verify(), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"holds no {file}"));
    }

    [Test]
    public void Another_key_even_one_inside_the_bundle_proves_nothing()
    {
        using var release = new SignedRelease();
        using var forger = PrivateKeySigner.Parse(SignedRelease.PrivatePem(), "forger");
        File.WriteAllText(release.Part("key.pub.pem"), forger.PublicKey.Pem);
        File.WriteAllText(release.Part("trust.yaml"), "keys: []");
        Assert.That(() => release.Verify(release.Pack(forger)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a key that trust.yaml does not hold"));
    }

    [Test]
    public void A_key_counts_on_its_days_alone()
    {
        using var release = new SignedRelease();
        var trust = TrustedKeys.Of([new TrustedKey("2025", release.Signer.PublicKey, null, new(2025, 12, 31))], "trust.yaml");
        var path = release.Pack();
        Assert.That(() => BundleVerification.Verify(path, trust, SignedRelease.Today), Throws.TypeOf<InvalidDataException>().With.Message.Contains("valid until 2025-12-31"));
        Assert.That(() => BundleVerification.Verify(path, trust, new(2025, 12, 31)), Throws.Nothing);
    }

    [Test]
    public void Packing_twice_differs_by_the_signature_alone()
    {
        using var release = new SignedRelease();
        var first = Digests(release.Pack());
        Assert.That(Digests(release.Pack()), Is.EqualTo(first));

        static string[] Digests(string path)
        {
            using var bundle = BundleReader.Open(path);
            return [Convert.ToHexString(bundle.ReadManifest()), .. bundle.Manifest.Files.Select(file => file.Sha256)];
        }
    }
}
