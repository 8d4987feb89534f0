using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Baselines;

[TestFixture]
public class PromotionTests
{
    [Test]
    public void WhatIsPromotedIsTheBaseline()
    {
        using var folder = new TemporaryFolder();
        Assert.That(BaselineFolder.Load(folder["baseline"]), Is.Null);

        var promoted = Promotion.Promote(Samples.Bundle(folder.Path), folder["baseline"]);

        var loaded = BaselineFolder.Load(folder["baseline"])!;
        Assert.That(loaded.Evidence.FloatModel.Top1, Is.EqualTo(0.9));
        Assert.That(loaded.Manifest.Files, Is.EqualTo(promoted.Manifest.Files));
        Assert.That(loaded.Verdict.Outcome, Is.EqualTo(VerdictOutcome.Pass));
        Assert.That(Directory.GetFileSystemEntries(folder["baseline"]).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "bundle.json", "model.fp32.onnx", "validation.json", "verdict.json" }));
    }

    [Test]
    public void ALaterReleaseReplacesTheFolderAsAWhole()
    {
        using var folder = new TemporaryFolder();
        Promotion.Promote(Samples.Bundle(folder.Path), folder["baseline"]);
        File.WriteAllText(Path.Combine(folder["baseline"], "stray"), "");
        Promotion.Promote(Samples.Bundle(folder.Path, Samples.Evidence(right: 950)), folder["baseline"]);

        Assert.That(BaselineFolder.Load(folder["baseline"])!.Evidence.FloatModel.Top1, Is.EqualTo(0.95));
        Assert.That(Directory.GetFileSystemEntries(folder["baseline"]), Has.Length.EqualTo(4));
        Assert.That(Directory.GetDirectories(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "baseline", "parts" }));
    }

    [Test]
    public void FilesThatABaselineDoesNotKnowAreNotKept()
    {
        using var folder = new TemporaryFolder();
        Samples.Bundle(folder.Path);
        File.WriteAllText(Path.Combine(folder["parts"], "run.sh"), "echo");
        BundleWriter.Write(folder["b.zip"], Samples.Manifest(), Directory.EnumerateFiles(folder["parts"]).ToDictionary(file => Path.GetFileName(file)));
        Promotion.Promote(folder["b.zip"], folder["baseline"]);
        Assert.That(File.Exists(Path.Combine(folder["baseline"], "run.sh")), Is.False);
    }

    [Test]
    public void AQuickMeasurementIsNotPromoted()
    {
        using var folder = new TemporaryFolder();
        var zip = Samples.Bundle(folder.Path, Samples.Evidence(profile: Profiles.Quick));
        Refuses(folder, zip, "--profile=release --promote");
    }

    [Test]
    public void AQuickMeasurementInTheManifestOfAReleaseIsNotPromoted()
    {
        using var folder = new TemporaryFolder();
        Refuses(folder, Samples.Bundle(folder.Path, Samples.Evidence(profile: Profiles.Quick), manifest: Samples.Manifest(Profiles.Release)), "profile 'quick'");
    }

    [Test]
    public void ARefusedModelIsNotPromoted()
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.Evidence();
        Refuses(folder, Samples.Bundle(folder.Path, evidence, Samples.Decide(Samples.Policy(new PolicyRule { Metric = "top1", AtLeast = 0.99 }), evidence)), "the gate did not pass it (top1 (fp32))");
    }

    [Test]
    public void PartsOfDifferentModelsAreNotPromoted()
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.Evidence();
        Refuses(folder, Samples.Bundle(folder.Path, evidence with { Version = "2.0.0" }, Samples.Decide(Samples.Lenient, evidence)), "shapes 2.0.0");
    }

    [TestCase("validation.json"), TestCase("verdict.json"), TestCase("bundle.json")]
    public void ADamagedBaselineIsNamed(string name)
    {
        using var folder = new TemporaryFolder();
        Promotion.Promote(Samples.Bundle(folder.Path), folder["baseline"]);
        var path = Path.Combine(folder["baseline"], name);
        File.WriteAllText(path, File.ReadAllText(path).Replace("shapes", "SHAPES").Replace("\"files\"", "\"f\""));
        Assert.That(() => BaselineFolder.Load(folder["baseline"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(name));
        File.Delete(path);
        Assert.That(() => BaselineFolder.Load(folder["baseline"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(name).And.Message.Contains("version control"));
    }

    /// <summary>Killed between its two renames, a promotion leaves the former baseline in force, and the next one ends it.</summary>
    [Test]
    public void AKilledPromotionLeavesTheFormerBaseline()
    {
        using var folder = new TemporaryFolder();
        Promotion.Promote(Samples.Bundle(folder.Path), folder["baseline"]);
        Directory.Move(folder["baseline"], folder["baseline.previous"]);

        Assert.That(BaselineFolder.Load(folder["baseline"])!.Evidence.FloatModel.Top1, Is.EqualTo(0.9));

        Promotion.Promote(Samples.Bundle(folder.Path, Samples.Evidence(right: 950)), folder["baseline"]);
        Assert.That(BaselineFolder.Load(folder["baseline"])!.Evidence.FloatModel.Top1, Is.EqualTo(0.95));
        Assert.That(Directory.Exists(folder["baseline.previous"]), Is.False);
    }

    [Test]
    public void A_release_in_two_precisions_is_kept_with_both_and_the_next_is_compared_with_both()
    {
        using var folder = new TemporaryFolder();
        Promotion.Promote(Samples.Bundle(folder.Path, Samples.TwoPrecisions(), manifest: Samples.TwoModels()), folder["baseline"]);

        Assert.That(Directory.GetFileSystemEntries(folder["baseline"]).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "bundle.json", "model.fp32.onnx", "model.int8.onnx", "validation.json", "verdict.json" }));
        var verdict = Samples.Decide(
            Samples.Policy(new PolicyRule { Metric = "top1", Against = "released", Margin = 0, Confidence = 0.5 }), Samples.TwoPrecisions(lost: 6), BaselineFolder.Load(folder["baseline"]));
        Assert.That(verdict.Rules.Where(rule => !rule.Passed).Select(rule => rule.Title), Is.EqualTo(new[] { "top1 against released (int8)" }));
    }

    [Test]
    public void A_precision_that_was_refused_is_not_promoted()
    {
        using var folder = new TemporaryFolder();
        var evidence = Samples.TwoPrecisions();
        var verdict = Samples.Decide(
            Samples.Policy(new PolicyRule { Metric = "top1", Against = "float", Margin = 0, Confidence = 0.5 }) with { Require = "any" }, evidence);
        Refuses(folder, Samples.Bundle(folder.Path, evidence, verdict, Samples.TwoModels()),
            "it holds the precisions fp32, int8, but those that passed the gate are fp32");
    }

    private static void Refuses(TemporaryFolder folder, string zip, string message)
    {
        Assert.That(() => Promotion.Promote(zip, folder["baseline"]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
        Assert.That(Directory.GetDirectories(folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "parts" }));
    }
}
