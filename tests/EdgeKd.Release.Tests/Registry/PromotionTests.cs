using System.Security.Cryptography;

namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class PromotionTests
{
    [Test]
    public void What_is_promoted_is_the_baseline()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseRegistry.Open(folder["releases"]);
        Assert.That(registry.Current(), Is.Null);
        var bundle = ReleaseSamples.Bundle(folder, "1.0.0");

        var promoted = registry.Promote(bundle, ReleaseSamples.Request());

        var current = registry.Current()!;
        Assert.That(promoted.AlreadyThere, Is.False);
        Assert.That(current.Evidence.FloatModel.Top1, Is.EqualTo(0.9));
        Assert.That(current.Manifest.Files, Is.EqualTo(promoted.Release.Manifest.Files));
        Assert.That(current.RolledBackFrom, Is.Null);
        Assert.That(current.Folder, Is.EqualTo(folder["releases/1.0.0"]));
        Assert.That(current.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["releases/1.0.0/bundle.json"])))));
        Assert.That(Names(folder["releases"]), Is.EquivalentTo(new[] { ".gitignore", ".lock", "1.0.0", "history.jsonl" }));
        Assert.That(Names(folder["releases/1.0.0"]), Is.EquivalentTo(new[] { "bundle.json", "model.fp32.onnx", "validation.json", "verdict.json" }));
        Assert.That(File.ReadAllText(folder["releases/history.jsonl"]), Does.Contain("\"by\":\"ada\"").And.Contain("\"date\":\"2026-11-26\""));
    }

    [Test]
    public void Releases_are_kept_side_by_side_and_the_last_one_counts()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0-rc.1", "1.1.0");

        Assert.That(registry.Current()!.Manifest.Version, Is.EqualTo("1.1.0"));
        Assert.That(registry.List().Select(release => (release.Entry.Version, release.IsCurrent)),
            Is.EqualTo(new[] { ("1.1.0", true), ("1.1.0-rc.1", false), ("1.0.0", false) }));
    }

    [Test]
    public void The_same_bundle_twice_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        var before = File.ReadAllText(folder["releases/history.jsonl"]);

        var again = registry.Promote(ReleaseSamples.Bundle(folder, "1.0.0"), ReleaseSamples.Request());

        Assert.That(again.AlreadyThere, Is.True);
        Assert.That(File.ReadAllText(folder["releases/history.jsonl"]), Is.EqualTo(before));
    }

    [Test]
    public void A_warning_does_not_hinder()
    {
        using var folder = new TemporaryFolder();
        var bundle = ReleaseSamples.Bundle(folder, "1.0.0", outcome: VerdictOutcome.Warn);
        Assert.That(ReleaseRegistry.Open(folder["releases"]).Promote(bundle, ReleaseSamples.Request()).AlreadyThere, Is.False);
    }

    [Test]
    public void The_same_version_with_other_contents_is_refused()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        Refuses(registry, ReleaseSamples.Bundle(folder, "1.0.0", weights: "others"), "1.0.0 was released on 2026-11-26 with other contents");
        Refuses(registry, ReleaseSamples.Bundle(folder, "1.1.0+again", "1.1.0"), "differs from the release 1.1.0 in build metadata alone");
    }

    [Test]
    public void A_lower_version_is_refused_unless_asked_for()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.10.0");
        var lower = ReleaseSamples.Bundle(folder, "1.9.1", "1.10.0");

        Refuses(registry, lower, "1.9.1 is lower than the released 1.10.0");

        registry.Promote(lower, ReleaseSamples.Request(allowLower: true));
        Assert.That(registry.Current()!.Manifest.Version, Is.EqualTo("1.9.1"));
        Assert.That(registry.Current()!.RolledBackFrom, Is.Null);
    }

    /// <summary>Of two candidates that were compared with the same release one follows it; the other was never compared with that one.</summary>
    [Test]
    public void A_candidate_that_was_compared_with_an_earlier_release_is_refused()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        string first = ReleaseSamples.Bundle(folder, "1.1.0", "1.0.0"), second = ReleaseSamples.Bundle(folder, "1.2.0", "1.0.0");
        registry.Promote(first, ReleaseSamples.Request());

        Refuses(registry, second, "the gate compared it with 1.0.0, but 1.1.0 is the one now");
        Refuses(registry, ReleaseSamples.Bundle(folder, "1.2.0"), "the gate compared it with no release, but 1.1.0 is the one now");
    }

    [Test]
    public void Another_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        Refuses(ReleaseSamples.Registry(folder, "1.0.0"), ReleaseSamples.Bundle(folder, "1.1.0", "1.0.0", name: "cats"), "it is the model cats, but");
    }

    [Test]
    public void A_bundle_that_nobody_trusted_signed_is_refused()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseRegistry.Open(folder["releases"]);
        Assert.That(() => registry.Promote(ReleaseSamples.Bundle(folder, "1.0.0"), ReleaseSamples.Request(authenticity: new TrustsNobody())),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("unsigned"));
        Assert.That(Directory.Exists(registry.Folder), Is.False);
    }

    [Test]
    public void What_was_not_measured_in_full_or_was_refused_is_not_promoted()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseRegistry.Open(folder["releases"]);
        Refuses(registry, ReleaseSamples.Bundle(folder, "1.0.0", profile: Profiles.Quick), "--profile=release --promote");
        Refuses(registry, ReleaseSamples.Bundle(folder, "1.0.0", outcome: VerdictOutcome.Fail), "the gate refused it (top1)");
        Refuses(registry, ReleaseSamples.Bundle(folder, "one"), "'one' is no version");
        Refuses(registry, Packed(folder, Samples.Evidence(profile: Profiles.Quick), Samples.Manifest()), "profile 'quick'");
        Refuses(registry, Packed(folder, Samples.Evidence() with { Version = "2.0.0" }, Samples.Manifest()), "shapes 2.0.0");
        Refuses(registry, Packed(folder, Samples.TwoPrecisions(), Samples.Manifest()), "it holds the precisions fp32, but those that passed the gate are fp32, int8");
        Assert.That(Directory.Exists(registry.Folder), Is.False);
    }

    [Test]
    public void A_version_that_is_taken_is_known_beforehand()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        Assert.That(() => registry.RequireFree("1.0.0", "recipe.yaml", false), Throws.TypeOf<InvalidDataException>().With.Message.Contains("raise the recipe's version"));
        Assert.That(() => registry.RequireFree("0.9.0", "recipe.yaml", false), Throws.TypeOf<InvalidDataException>().With.Message.Contains("lower"));
        Assert.That(() => registry.RequireFree("0.9.0", "recipe.yaml", true), Throws.Nothing);
        Assert.That(() => ReleaseRegistry.Open(folder["none"]).RequireFree("first", "recipe.yaml", false), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no version"));
    }

    [Test]
    public void A_release_in_two_precisions_is_kept_with_both()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseRegistry.Open(folder["releases"]);
        registry.Promote(Packed(folder, Samples.TwoPrecisions(), Samples.TwoModels()), ReleaseSamples.Request());

        Assert.That(Names(folder["releases/1.0.0"]), Does.Contain("model.fp32.onnx").And.Contain("model.int8.onnx"));
        Assert.That(registry.Current()!.Released(Precisions.Int8), Is.Not.Null);
    }

    private static string Packed(TemporaryFolder folder, ValidationEvidence evidence, BundleManifest manifest) =>
        Samples.Bundle(Directory.CreateDirectory(folder[$"bundle-{Guid.NewGuid():N}"]).FullName, evidence, ReleaseSamples.Verdict(evidence), manifest);

    private static void Refuses(ReleaseRegistry registry, string bundle, string message)
    {
        var before = registry.History()?.ToBytes();
        Assert.That(() => registry.Promote(bundle, ReleaseSamples.Request()),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith(bundle).And.Message.Not.Contains("\n"));
        Assert.That(registry.History()?.ToBytes(), Is.EqualTo(before));
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName);

    private sealed class TrustsNobody : IReleaseAuthenticity
    {
        public void Require(BundleReader bundle) => throw new InvalidDataException("unsigned");
    }
}
