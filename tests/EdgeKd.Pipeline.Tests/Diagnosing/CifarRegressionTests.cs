using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Judging;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Diagnosing;

/// <summary>Regressions planted in students of CIFAR-10, and runs without any. Needs the images, and half an hour:
/// <c>EDGEKD_CIFAR10=folder dotnet test --filter FullyQualifiedName~CifarRegressionTests</c>. <c>EDGEKD_STUDENT</c> names a trained
/// student.safetensors of models/mobilenetv2-cifar10 to start from; without it one is trained for some epochs.</summary>
[TestFixture]
[Category("Soak")]
[Explicit("needs EDGEKD_CIFAR10")]
public class CifarRegressionTests
{
    private const int Students = 8;
    private const int UnchangedRuns = 50;

    private CifarStudents _students = null!;
    private TemporaryFolder _folder = null!;
    private string _released = "";

    [OneTimeSetUp]
    public void Train()
    {
        _students = new CifarStudents(Required("EDGEKD_CIFAR10"), Environment.GetEnvironmentVariable("EDGEKD_STUDENT"));
        _folder = new TemporaryFolder();
        _released = _students.Train(_students.Clean, seed: 1);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _students.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_relabelled_class_is_refused_and_named() =>
        Refused(Judge(_students.Train(_students.Relabelled, seed: 1, epochs: 3, learningRate: 0.05)), "class-regression:cat");

    [Test]
    public void A_layer_of_4_bits_is_refused_and_named()
    {
        var model = OnnxFile.Load(_released);
        // The one whose rounding costs most: of many layers it costs nothing, and there is nothing to refuse.
        var layer = LayerWeight.Of(model).Where(layer => layer.Operator == "Conv").MinBy(layer => Top1Of(Save(model.Rounded(layer.Layer, 4), "tried.onnx")))!.Layer;
        Refused(Judge(Save(model.Rounded(layer, 4), "rounded.onnx")), $"layer-sqnr:{layer}");
    }

    [Test]
    public void A_wrong_normalisation_is_refused_and_named() =>
        Refused(Judge(Save(OnnxFile.Load(_released).NormalisedBy("[0,0,0]", "[1,1,1]"), "normalised.onnx")), "input-spec-mismatch");

    [Test]
    public void Two_swapped_labels_are_refused_and_named() =>
        Refused(Judge(Save(OnnxFile.Load(_released).Swapped(1, 8), "swapped.onnx")), "label-permutation:automobile,ship");

    [Test]
    public void A_stale_model_is_refused_and_named()
    {
        var earlier = _students.Train(_students.Clean, seed: 2);
        var stale = _folder.File("v1.onnx");
        File.Copy(earlier, stale, overwrite: true);
        Refused(Judge(earlier, stale), "weights-equal-release:v1.onnx");
    }

    [Test]
    public void A_graph_that_is_slower_by_15_per_cent_is_refused_and_its_nodes_named()
    {
        var model = OnnxFile.Load(_released);
        // As many needless convolutions as take 15 % on this machine.
        for (var count = 1; ; count++)
        {
            var slow = Save(model.Slowed(count), "slow.onnx");
            if (count < 60 && Ratio(slow) < 1.15)
                continue;
            Assert.That(Judge(slow) is { } verdict && verdict.Causes.Any(cause => cause.Code.StartsWith("latency:local,", StringComparison.Ordinal) && cause.Code.Contains(".extra")),
                $"{count} convolutions");
            Assert.That(Judge(slow).Outcome, Is.EqualTo(VerdictOutcome.Fail));
            TestContext.Out.WriteLine($"{count} convolutions: {Ratio(slow):P1} of the time");
            return;
        }
    }

    [Test]
    public void Unchanged_runs_name_no_cause()
    {
        string[] models = [.. Enumerable.Range(1, Students).Select(seed => _students.Train(_students.Clean, seed))];
        var pairs = models.SelectMany(candidate => models.Where(released => released != candidate).Select(released => (candidate, released))).Take(UnchangedRuns).ToArray();
        var outcomes = new Dictionary<VerdictOutcome, int>();
        foreach (var (candidate, released) in pairs)
        {
            var verdict = ModelJudgement.Run(Options(candidate, released), null, CancellationToken.None);
            outcomes[verdict.Outcome] = outcomes.GetValueOrDefault(verdict.Outcome) + 1;
            Assert.That(verdict.Causes, Is.Empty, string.Join("\n", verdict.ToLines()));
        }

        Assert.That(pairs, Has.Length.EqualTo(UnchangedRuns));
        TestContext.Out.WriteLine(string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}")));
    }

    private static void Refused(Verdict verdict, string code)
    {
        TestContext.Out.WriteLine(string.Join("\n", verdict.ToLines()));
        Assert.That(verdict.Outcome, Is.EqualTo(VerdictOutcome.Fail));
        Assert.That(verdict.Causes.Select(cause => cause.Code), Is.EqualTo(new[] { code }));
    }

    private Verdict Judge(string candidate, params string[] earlier) =>
        ModelJudgement.Run(Options(candidate, _released) with { EarlierPaths = earlier }, null, CancellationToken.None);

    private JudgementOptions Options(string candidate, string released) =>
        new() { CandidatePath = candidate, ReleasedPath = released, DataPath = _students.TestImages, Threads = 1 };

    private double Top1Of(string path)
    {
        using var model = OnnxClassifier.Open(path);
        using var images = ModelEvaluation.OpenImages(_students.TestImages, model);
        using var some = SelectedImages.Spread(images, 1000);
        return AccuracyRunner.Run(model, some, model.Normalization).Top1;
    }

    private double Ratio(string slow)
    {
        using var candidate = OnnxClassifier.Open(slow);
        using var released = OnnxClassifier.Open(_released);
        using var images = ModelEvaluation.OpenImages(_students.TestImages, candidate);
        var result = PairedBlocksRunner.Run(new(candidate, candidate.Normalization), new(released, released.Normalization), BlockOptions.Quick, images, 1);
        return result.Candidate.Zip(result.Baseline, (a, b) => a.MedianMs / b.MedianMs).Order().ElementAt(result.Candidate.Count / 2);
    }

    private string Save(ModelProto model, string name)
    {
        var path = _folder.File(name);
        OnnxFile.Save(model, path);
        return path;
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{variable} is not set");
}
