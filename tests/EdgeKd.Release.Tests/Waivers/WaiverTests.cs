namespace EdgeKd.Release.Tests.Waivers;

[TestFixture]
public class WaiverTests
{
    private const string Rule = "top1 against released (int8)";

    private static readonly PrivateKeySigner Signer = PrivateKeySigner.Parse(SignedRelease.PrivatePem(), "test");

    private static readonly TrustedKeys Trust = TrustedKeys.Of([new TrustedKey("ana", Signer.PublicKey)], "trust.yaml");

    private static readonly DateOnly Until = new(2027, 1, 31);

    [Test]
    public void What_is_signed_counts_until_its_last_day()
    {
        using var folder = new TemporaryFolder();
        WaiverFile.Append(folder["w.yaml"], Sign());
        Assert.That(Review(folder, Until).Valid.Select(waiver => waiver.Rule), Is.EqualTo(new[] { Rule }));
        Assert.That(Review(folder, Until).Expired, Is.Empty);
        Assert.That(Review(folder, Until.AddDays(1)).Valid, Is.Empty);
        Assert.That(Review(folder, Until.AddDays(1)).Expired, Has.Count.EqualTo(1));
    }

    [Test]
    public void Waivers_are_added_and_what_stands_there_stays()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["w.yaml"], "# ours, without a line end at the end\n[]".Replace("[]", "", StringComparison.Ordinal) + "# see docs");
        WaiverFile.Append(folder["w.yaml"], Sign());
        WaiverFile.Append(folder["w.yaml"], Sign(reason: "a \"quoted\": reason # with {signs} and ünicode 'too' - \\ ~"));

        Assert.That(File.ReadAllText(folder["w.yaml"]), Does.StartWith("# ours, without a line end at the end\n# see docs\n- "));
        Assert.That(Review(folder, Until).Valid.Select(waiver => waiver.Reason), Is.EqualTo(new[] { "camera change", "a \"quoted\": reason # with {signs} and ünicode 'too' - \\ ~" }));
    }

    private static readonly TestCaseData[] Forgeries =
    [
        new("another rule", (Waiver w) => w with { Rule = "top1" }),
        new("another reason", (Waiver w) => w with { Reason = "none" }),
        new("another owner", (Waiver w) => w with { Owner = "bob" }),
        new("a later day", (Waiver w) => w with { Until = w.Until.AddDays(1) }),
        new("no signature", (Waiver w) => w with { Signature = "" }),
        new("rubbish", (Waiver w) => w with { Signature = "%%%" }),
        new("half of it", (Waiver w) => w with { Signature = w.Signature[..^8] }),
    ];

    [TestCaseSource(nameof(Forgeries))]
    public void A_waiver_that_was_changed_is_an_error(string what, Func<Waiver, Waiver> change)
    {
        using var folder = new TemporaryFolder();
        var forged = change(Sign());
        WaiverFile.Append(folder["w.yaml"], forged);
        Assert.That(() => Review(folder, Until), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"the waiver of '{forged.Rule}' is not signed for shapes"), what);
    }

    [Test]
    public void A_waiver_of_another_model_or_key_is_an_error()
    {
        using var folder = new TemporaryFolder();
        WaiverFile.Append(folder["w.yaml"], Sign());
        Assert.That(() => WaiverReview.Of(folder["w.yaml"], "digits", Trust, Until), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not signed for digits"));
        using var other = PrivateKeySigner.Parse(SignedRelease.PrivatePem(), "other");
        Assert.That(() => WaiverReview.Of(folder["w.yaml"], "shapes", TrustedKeys.Of([new TrustedKey("bob", other.PublicKey)], "t"), Until), Throws.TypeOf<InvalidDataException>());
        var over = TrustedKeys.Of([new TrustedKey("ana", Signer.PublicKey, null, Until.AddDays(-1))], "t");
        Assert.That(() => WaiverReview.Of(folder["w.yaml"], "shapes", over, Until), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => WaiverReview.Of(folder["w.yaml"], "shapes", null, Until), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no keys to check them with"));
    }

    [Test]
    public void Without_waivers_no_keys_are_needed()
    {
        using var folder = new TemporaryFolder();
        Assert.That(WaiverReview.Of(folder["none.yaml"], "shapes", null, Until).Valid, Is.Empty);
        File.WriteAllText(folder["w.yaml"], "# none\n");
        Assert.That(WaiverReview.Of(folder["w.yaml"], "shapes", null, Until).Valid, Is.Empty);
    }

    [TestCase("- rule: a", "waiver 1: it needs rule, reason")]
    [TestCase("- ~", "waiver 1: it needs rule, reason")]
    [TestCase("- {rule: a, reason: b, owner: c, until: soon, signature: d}", "until is not a day")]
    [TestCase("- {rule: '', reason: b, owner: c, until: 2027-01-01, signature: d}", "rule is not one line")]
    [TestCase("- {rule: a, reason: b, owner: c, until: 2027-01-01, signature: d, more: e}", "more")]
    [TestCase("rule: a", "w.yaml:")]
    [TestCase("- [", "w.yaml:")]
    public void What_is_no_list_of_waivers_is_refused_in_one_line(string yaml, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["w.yaml"], yaml);
        Assert.That(() => Review(folder, Until), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
        Assert.That(() => WaiverFile.Append(folder["w.yaml"], Sign()), Throws.TypeOf<InvalidDataException>());
        Assert.That(File.ReadAllText(folder["w.yaml"]), Is.EqualTo(yaml));
    }

    [TestCase(""), TestCase(" "), TestCase("two\nlines")]
    public void A_waiver_says_why_in_one_line(string reason) => Assert.That(() => Sign(reason), Throws.ArgumentException.With.Message.Contains("reason is not one line"));

    [Test]
    public void A_signature_of_a_release_is_none_of_a_waiver()
    {
        var waiver = Sign();
        var release = ModelSignature.Sign("shapes", new Dictionary<string, string> { ["a"] = new('0', 64) }, Signer);
        Assert.That((waiver with { Signature = release.DsseEnvelope.Signatures[0].Sig }).SignedBy("shapes", Trust.ValidOn(Until)), Is.Null);
        Assert.That(waiver.SignedBy("shapes", Trust.ValidOn(Until))!.Name, Is.EqualTo("ana"));
    }

    private static Waiver Sign(string reason = "camera change") => Waiver.Sign("shapes", Rule, reason, "ana", Until, Signer);

    private static WaiverReview Review(TemporaryFolder folder, DateOnly day) => WaiverReview.Of(folder["w.yaml"], "shapes", Trust, day);
}
