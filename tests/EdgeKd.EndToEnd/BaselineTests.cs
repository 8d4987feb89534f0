using EdgeKd.Data;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>The stage baseline beside a model that was released from the same recipe.</summary>
[TestFixture]
public class BaselineTests
{
    private readonly TinyRecipe _recipe = new(method: "method: ce, ");
    private (int Code, string Output, string Errors) _first;

    private string Releases => Path.Combine(_recipe.Folder, ReleaseRegistry.FolderName);

    private string BaselineModel => Path.Combine(Releases, "1.2.3", "model.fp32.onnx");

    private static string StageFile(TinyRecipe recipe, string stage, string file) =>
        Path.Combine(Directory.GetDirectories(Path.Combine(recipe.Artifacts, "tiny", stage)).Single(), file);

    [OneTimeSetUp]
    public void Release()
    {
        Assert.That(_recipe.Run("ship").Code, Is.Zero);
        Promote(_recipe);
        _first = _recipe.Run("gate");
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_gate_measures_the_released_model_first()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(_first.Output, Does.Contain("beside 1.2.3, with the answers of its release: fp32 p50 ").And.Contain(" over 24 pairs of blocks"));
        Assert.That(_first.Output.IndexOf("baseline  started", StringComparison.Ordinal), Is.LessThan(_first.Output.IndexOf("gate      started", StringComparison.Ordinal)));
        Assert.That(_recipe.Run("gate").Output, Does.Not.Contain("started"), "nothing changed");
    }

    [Test]
    public void The_evidence_has_the_answers_of_the_release_and_paired_blocks()
    {
        var evidence = BaselineEvidence.Load(StageFile(_recipe, "baseline", BaselineEvidence.FileName));
        var candidate = ValidationEvidence.Load(StageFile(_recipe, "validate", ValidationEvidence.FileName));

        Assert.That((evidence.Version, evidence.AskedAgain, evidence.TestSetSha256), Is.EqualTo(("1.2.3", false, candidate.TestSetSha256)));
        var model = evidence.Models.Single();
        Assert.That((model.Precision, model.SizeBytes), Is.EqualTo(("fp32", new FileInfo(BaselineModel).Length)));
        Assert.That(model.Answers.Top, Is.EqualTo(candidate.FloatModel.Answers.Top));
        var blocks = model.Blocks.Single();
        Assert.That((blocks.Target, blocks.Candidate.Count, blocks.Baseline.Count), Is.EqualTo(("local", 24, 24)));
        Assert.That(blocks.Candidate.Concat(blocks.Baseline).Select(block => block.Runs).Distinct().Single(), Is.GreaterThanOrEqualTo(32));
    }

    [Test]
    public void The_report_shows_it_beside_the_candidate()
    {
        var (code, _, errors) = _recipe.Run("report");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        var page = File.ReadAllText(Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3", "report.html"));
        Assert.That(page, Does.Contain("fp32 on local, beside the released 1.2.3").And.Contain("fp32 against released 1.2.3").And.Contain("Medians of 24 pairs of blocks"));
    }

    [Test]
    public void Another_test_set_has_the_released_model_asked_again()
    {
        using var other = new TinyRecipe(method: "method: ce, ", data: "{ kind: shapes, trainCount: 480, testCount: 120 }");
        foreach (var file in Directory.GetFiles(Releases, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(other.Folder, ReleaseRegistry.FolderName, Path.GetRelativePath(Releases, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var (code, output, errors) = other.Run("baseline");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("beside 1.2.3, asked again, because the test set is another"));
        var evidence = BaselineEvidence.Load(StageFile(other, "baseline", BaselineEvidence.FileName));
        var alone = ModelEvaluation.Run(BaselineModel, StageFile(other, "data", DataPreparation.TestFile), 1, null, CancellationToken.None);
        Assert.That(evidence.AskedAgain);
        Assert.That(evidence.Models.Single().Answers.Predictions, Is.EqualTo(alone.Predictions).And.Count.EqualTo(120));
    }

    [Test]
    public void Where_nothing_is_released_the_chain_goes_without()
    {
        var aside = Path.Combine(_recipe.Folder, "aside");
        Directory.Move(Releases, aside);
        try
        {
            var (code, output, _) = _recipe.Run("baseline");
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("baseline: nothing is released in").And.Not.Contain("started"));
            Assert.That(_recipe.Run("gate").Output, Does.Contain("first release"));
        }
        finally
        {
            Directory.Move(aside, Releases);
        }
    }

    [Test]
    public void A_changed_model_file_leaves_the_gate_undecided()
    {
        // What the store has of the stage is put aside, so that it is made again.
        var (stored, aside) = (Path.Combine(_recipe.Artifacts, "tiny", "baseline"), Path.Combine(_recipe.Folder, "stored"));
        Directory.Move(stored, aside);
        var good = File.ReadAllBytes(BaselineModel);
        File.WriteAllBytes(BaselineModel, [.. good[..^1], (byte)(good[^1] ^ 1)]);
        try
        {
            var (code, _, errors) = _recipe.Run("baseline");
            Assert.That(code, Is.EqualTo(4));
            Assert.That(errors.TrimEnd(), Does.Contain("the gate cannot decide").And.Contain(BaselineModel).And.Not.Contain("\n"));
        }
        finally
        {
            File.WriteAllBytes(BaselineModel, good);
            if (Directory.Exists(stored))
                Directory.Delete(stored, recursive: true);
            Directory.Move(aside, stored);
        }
    }

    /// <summary>Promotes the bundle as if it had been measured with the profile release, which takes minutes.</summary>
    private static void Promote(TinyRecipe recipe)
    {
        var folder = Directory.CreateDirectory(Path.Combine(recipe.Folder, "release")).FullName;
        var zip = Path.Combine(folder, "release.zip");
        using (var bundle = BundleReader.Open(Path.Combine(recipe.Artifacts, "ship", "tiny-1.2.3.zip")))
        {
            foreach (var file in bundle.Manifest.Files)
                bundle.Extract(file.Path, Path.Combine(folder, file.Path));
            foreach (var name in new[] { ValidationEvidence.FileName, Verdict.FileName })
            {
                var path = Path.Combine(folder, name);
                File.WriteAllText(path, File.ReadAllText(path).Replace("\"profile\": \"quick\"", "\"profile\": \"release\"", StringComparison.Ordinal));
            }
            BundleWriter.Write(zip, bundle.Manifest with { Profile = Profiles.Release },
                bundle.Manifest.Files.ToDictionary(file => file.Path, file => Path.Combine(folder, file.Path)));
        }
        ReleaseRegistry.Open(Path.Combine(recipe.Folder, ReleaseRegistry.FolderName))
            .Promote(zip, new PromotionRequest { Authenticity = new TrustsAll(), Date = new DateOnly(2026, 1, 1) });
    }
    private sealed class TrustsAll : IReleaseAuthenticity
    {
        public void Require(BundleReader bundle)
        {
        }
    }
}
