using EdgeKd.Edge;
using EdgeKd.Edge.Targets;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Parity;
using EdgeKd.Edge.Targets.Runner;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Targets;

[TestFixture]
public class OutcomeEvidenceTests
{
    private static readonly int[] Labels = [0, 1, 0, 1, 0, 1];
    private static readonly int[] Here = [0, 1, 0, 0, 0, 1];

    private static ValidationEvidence Local => TargetEvidenceSamples.Local(Labels, Here);

    private static TargetOutcome Outcome(params int[] predictions) => new()
    {
        Name = "arm",
        Kind = TargetKinds.QemuArm64,
        IsEmulated = true,
        Models =
        [
            new MeasuredOnTarget
            {
                Precision = Precisions.Float32,
                Accuracy = TargetEvidenceSamples.Accuracy(predictions),
                Parity = new TargetParity { Agreement = 1, MaxAbsoluteDifference = 0.25, Doubt = "a doubt" },
                Instructions = 1000,
            },
        ],
    };

    [Test]
    public void All_images_are_compared_in_their_order()
    {
        var evidence = OutcomeEvidence.Of(Outcome(0, 1, 1, 1, 0, 1), null, Local);

        var model = evidence.Models.Single();
        Assert.That((model.Count, model.Top1, model.AgreementWithLocal, model.FirstDifferentImage), Is.EqualTo((6, 5 / 6.0, 4 / 6.0, (int?)2)));
        Assert.That((model.MaxAbsoluteDifference, model.Doubt, model.Instructions), Is.EqualTo(((double?)0.25, "a doubt", (double?)1000)));
        Assert.That((evidence.Arch, evidence.Cpu, evidence.OnnxRuntime), Is.EqualTo(("aarch64", "Cortex-A76", "1.30.0")));
    }

    [Test]
    public void Of_a_part_the_places_in_the_test_set_count()
    {
        var evidence = OutcomeEvidence.Of(Outcome(1, 1, 1), [1, 3, 4], Local);

        var model = evidence.Models.Single();
        Assert.That((model.Count, model.Top1, model.AgreementWithLocal, model.FirstDifferentImage), Is.EqualTo((3, 2 / 3.0, 1 / 3.0, (int?)3)));
    }

    [Test]
    public void What_was_made_of_an_outcome_passes_the_evidences_own_checks()
    {
        using var folder = new TemporaryFolder();
        var kept = new KeptTargets(folder.Path, Local);

        kept.Keep(OutcomeEvidence.Of(Outcome(1, 1, 1), [1, 3, 4], Local));

        Assert.That(kept.Find("arm")!.Models.Single().Predictions, Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(kept.Find("other"), Is.Null);
        File.WriteAllText(folder.File("target-arm.json"), "{}");
        Assert.That(kept.Find("arm"), Is.Null, "a damaged one is measured again");
    }

    [Test]
    public void A_target_that_failed_before_anything_has_a_failure_and_no_models()
    {
        var evidence = OutcomeEvidence.Of(new TargetOutcome { Name = "pi", Kind = TargetKinds.Ssh, IsEmulated = false, Failure = "lost", LogPath = "/logs/pi.log" }, null, Local);

        Assert.That((evidence.Failure, evidence.Models.Count, evidence.Arch), Is.EqualTo(("lost", 0, (string?)null)));
    }

    [Test]
    public void A_failure_is_told_with_its_log_and_what_to_do()
    {
        var failed = new TargetOutcome { Name = "pi", Kind = TargetKinds.Ssh, IsEmulated = false, Failure = "lost", LogPath = "/logs/pi.log" };

        Assert.That(TargetsSummary.Notes(failed), Is.EqualTo(new[] { "pi failed: lost (log: /logs/pi.log); edgekd targets --again asks it once more" }));
        Assert.That(TargetsSummary.Notes(Outcome(0, 1, 0, 0, 0, 1)), Is.EqualTo(new[] { "arm, fp32: a doubt" }));
    }

    [Test]
    public void All_targets_stand_in_one_line()
    {
        var evidence = new TargetsEvidence
        {
            TestSetSha256 = Local.TestSetSha256,
            Targets =
            [
                OutcomeEvidence.Of(Outcome(0, 1, 0, 0, 0, 1), null, Local),
                new TargetEvidence { Name = "pi", Kind = TargetKinds.Ssh, IsEmulated = false, Failure = "lost" },
            ],
        };

        Assert.That(TargetsSummary.Line(evidence), Is.EqualTo("arm: fp32 83.33 % of 6, agrees on 100.00 %, 0.0 million instructions; pi: failed"));
        Assert.That((int?)TargetsSummary.Figures(evidence)["failed"], Is.EqualTo(1));
    }
}
