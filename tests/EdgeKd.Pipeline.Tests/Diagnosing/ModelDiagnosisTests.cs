using EdgeKd.Data;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Diagnosing;
using EdgeKd.Pipeline.Tests.Quantizing;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Diagnosing;

/// <summary>A model that answers all of its images right, with one fault planted at a time.</summary>
[TestFixture]
public class ModelDiagnosisTests
{
    private static readonly Normalization Own = new([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);

    private DoctoredModel _subject = null!;
    private TemporaryFolder _folder = null!;
    private string _released = "";

    [OneTimeSetUp]
    public void MakeModel()
    {
        _subject = new DoctoredModel(outlier: 1);
        _folder = new TemporaryFolder();
        _released = Save(_subject.Model, "released.onnx");
    }

    [OneTimeTearDown]
    public void RemoveModel()
    {
        _subject.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Nothing_is_looked_for_where_all_rules_are_kept() =>
        Assert.That(Causes(_subject.Model.Rounded(SomeLayer, 4), Own, Rule(GateMetrics.Top1) with { Outcome = RuleOutcome.Pass }), Is.Empty);

    [Test]
    public void A_sound_model_has_no_cause() =>
        Assert.That(Causes(_subject.Model, Own, Rule(GateMetrics.Top1)), Is.Empty);

    [Test]
    public void A_layer_of_4_bits_is_named()
    {
        var cause = Causes(_subject.Model.Rounded(SomeLayer, 4), Own, Rule(GateMetrics.Top1)).Single();
        Assert.That(cause.Code, Is.EqualTo($"layer-sqnr:{SomeLayer}"));
        Assert.That(cause.Evidence, Does.Contain("a grid of 4 bits"));
    }

    [Test]
    public void A_layer_that_is_off_the_released_weights_is_named()
    {
        var noisy = _subject.Model.Rounded(SomeLayer, 7);
        var cause = Causes(noisy, Own, Rule(GateMetrics.Recall)).Single();
        Assert.That(cause.Code, Is.EqualTo($"layer-sqnr:{SomeLayer}"));
        Assert.That(cause.Evidence, Does.Contain("against the released weights"));
    }

    [Test]
    public void Exchanged_labels_are_not_another_layer_as_well()
    {
        var model = new DiagnosedModel { Precision = Precisions.Float32, Path = Save(_subject.Model.Swapped(1, 2), "candidate.onnx"), ReleasedPath = _released };
        Assert.That(Causes(model, Own, Rule(GateMetrics.Top1)).Select(cause => cause.Code), Has.One.StartsWith("layer-sqnr:"));
        Assert.That(Causes(model, Own, Rule(GateMetrics.Top1), new Cause($"{Cause.LabelPermutation}b,c", "", "")), Is.Empty);
    }

    [Test]
    public void A_model_that_was_trained_on_has_no_layer_to_blame() =>
        Assert.That(Causes(LayerWeight.Of(_subject.Model).Index().Aggregate(_subject.Model, (model, layer) => model.Rounded(layer.Item.Layer, layer.Index == 6 ? 7 : 9)), Own, Rule(GateMetrics.Top1)), Is.Empty);

    [Test]
    public void A_layer_of_4_bits_in_an_int8_model_is_named()
    {
        var trials = _subject.Trials("method: minmax");
        var ranges = trials.Calibrate("minmax");
        var path = Save(QdqQuantizer.Quantize(_subject.Model.Rounded(SomeLayer, 4), ranges), "rounded.int8.onnx");
        var model = new DiagnosedModel { Precision = Precisions.Int8, Path = path, FloatPath = _released };
        Assert.That(Causes(model, Own, Rule(GateMetrics.Top1)).Select(cause => cause.Code), Is.EqualTo(new[] { $"layer-sqnr:{SomeLayer}" }));
    }

    [Test]
    public void A_layer_with_a_wrong_range_in_an_int8_model_is_named()
    {
        var ranges = _subject.Trials("method: minmax").Calibrate("minmax");
        var layer = _subject.Model.Graph.Node.Single(node => node.Name == SomeLayer);
        var wrong = ranges with { Ranges = new Dictionary<string, ActivationRange>(ranges.Ranges) { [layer.Input[0]] = new(0, 500 * ranges.Ranges[layer.Input[0]].Max) } };
        var model = new DiagnosedModel { Precision = Precisions.Int8, Path = Save(QdqQuantizer.Quantize(_subject.Model, wrong), "range.int8.onnx"), FloatPath = _released };
        var cause = Causes(model, Own, Rule(GateMetrics.Top1)).Single();
        Assert.That(cause.Code, Is.EqualTo($"layer-sqnr:{SomeLayer}"));
        Assert.That(cause.Evidence, Does.Contain("against its float form"));
    }

    [Test]
    public void A_sound_int8_model_has_no_cause()
    {
        var path = Save(QdqQuantizer.Quantize(_subject.Model, _subject.Trials("method: minmax").Calibrate("minmax")), "sound.int8.onnx");
        Assert.That(Causes(new DiagnosedModel { Precision = Precisions.Int8, Path = path, FloatPath = _released }, Own, Rule(GateMetrics.Top1)), Is.Empty);
    }

    [Test]
    public void A_wrong_normalisation_is_named_with_the_right_one()
    {
        var cause = Causes(_subject.Model.NormalisedBy("[0.485,0.456,0.406]", "[0.229,0.224,0.225]"), new Normalization([0.9f, 0.1f, 0.5f], [1, 1, 1]), Rule(GateMetrics.Top1)).Single();
        Assert.That(cause.Code, Is.EqualTo("input-spec-mismatch"));
        Assert.That(cause.Evidence, Does.Contain("100.0 %").And.Contain("images normalised as for the released model"));
        Assert.That(cause.Remedy, Does.Contain("mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]"));
    }

    [Test]
    public void Nodes_that_were_put_in_are_named_as_slow()
    {
        var cause = Causes(_subject.Model.Slowed(20), Own, Rule(GateMetrics.LatencyP90Ms) with { Target = "local" }).Single();
        Assert.That(cause.Code, Does.StartWith("latency:local,"));
        Assert.That(cause.Code.Split(',')[1..], Has.Some.EndsWith(".extra"));
        Assert.That(cause.Evidence, Does.Contain("not in the released model"));
    }

    /// <summary>A dense layer in the middle.</summary>
    private string SomeLayer => LayerWeight.Of(_subject.Model).Where(layer => layer.Shape[1] > 1 && layer.Operator == "Conv").ElementAt(6).Layer;

    private IReadOnlyList<Cause> Causes(ModelProto candidate, Normalization given, RuleResult rule) =>
        Causes(new DiagnosedModel { Precision = Precisions.Float32, Path = Save(candidate, "candidate.onnx"), ReleasedPath = _released }, given, rule);

    private IReadOnlyList<Cause> Causes(DiagnosedModel model, Normalization given, RuleResult rule, params Cause[] known)
    {
        var verdict = new Verdict { Name = "a", Version = "1.0.0", Outcome = VerdictOutcome.Fail, FirstRelease = false, Profile = Profiles.Quick, Rules = [rule], Causes = known };
        return ModelDiagnosis.Of(verdict, [model], _subject.Labelled, given, 1, CancellationToken.None);
    }

    private static RuleResult Rule(string metric) => new()
    {
        Metric = metric, Outcome = RuleOutcome.Fail, Limit = 0, MoreIsBetter = true, Unit = "points", Message = "broken",
    };

    private string Save(ModelProto model, string name)
    {
        var path = _folder.File(name);
        OnnxFile.Save(model, path);
        return path;
    }
}
