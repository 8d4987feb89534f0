using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;

namespace EdgeKd.Pipeline.Tests.Quantizing;

[TestFixture]
public class QuantizationTrialsTests
{
    private readonly DoctoredModel _sound = new(outlier: 1), _doctored = new(outlier: 300);

    [OneTimeTearDown]
    public void Clean()
    {
        _sound.Dispose();
        _doctored.Dispose();
    }

    [TestCase("minmax"), TestCase("percentile"), TestCase("entropy"), TestCase("mse")]
    public void A_sound_model_keeps_most_answers_by_every_calibration(string method)
    {
        var trials = _sound.Trials($"method: {method}, weightBits: {(CpuInfo.SaturatesInt8 ? 7 : 8)}");
        Assert.That(trials.Methods, Is.EqualTo(new[] { method }));
        Assert.That(trials.Top1(trials.Calibrate(method)), Is.GreaterThan(0.85));
    }

    [Test]
    public void The_float_model_answers_all_as_labelled() => Assert.That(_doctored.Trials("").Top1(_doctored.Model), Is.EqualTo(1));

    [Test]
    public void The_layer_that_reads_the_large_channel_is_the_most_sensitive_one()
    {
        var trials = _doctored.Trials("method: minmax");
        var ranked = trials.Rank(trials.Calibrate("minmax"));

        Assert.That(ranked, Has.Count.EqualTo(trials.LayerCount));
        Assert.That(ranked.Select(layer => layer.SqnrDb), Is.Ordered);
        Assert.That(ranked[0].Layer, Is.EqualTo(_doctored.Outlier.Reader));
        Assert.That(ranked[0].FloatNodes, Does.Contain(_doctored.Outlier.Maker).And.Contain(_doctored.Outlier.Reader), "only both together are rid of the rounding between them");
        var sound = _sound.Trials("method: minmax");
        Assert.That(ranked[0].SqnrDb, Is.LessThan(sound.Rank(sound.Calibrate("minmax"))[0].SqnrDb - 10));
    }

    [Test]
    public void The_search_finds_the_layers_to_leave_in_float()
    {
        var trials = _doctored.Trials("method: minmax");
        var result = AccuracyRecovery.Run(trials, new RecoveryLimits(12, true, 0.25), 1, _ => { });

        Assert.That(result.Steps[0].After, Is.LessThan(0.8), "min-max alone fails");
        Assert.That(result.Holds, Is.True, string.Join("; ", result.Steps));
        Assert.That(result.Needed.Last(), Does.StartWith("float fallback"));
        Assert.That(result.Options.FloatNodes, Does.Contain(_doctored.Outlier.Reader));
        Assert.That(trials.Top1(result.Options), Is.EqualTo(result.Top1), "the result is what was measured");
    }

    [Test]
    public void Corrected_biases_take_the_mean_error_out_of_every_channel()
    {
        var trials = _sound.Trials("method: minmax");
        var plain = trials.Calibrate("minmax");
        var corrected = trials.CorrectBiases(plain);

        var (before, after) = (Errors(plain), Errors(corrected));
        Assert.That(after.Keys, Is.EquivalentTo(before.Keys));
        Assert.That(after.Values.Sum(), Is.LessThan(0.02 * before.Values.Sum()));
        Assert.That(trials.CorrectBiases(corrected).Biases, Is.EqualTo(corrected.Biases), "what is corrected already is not corrected twice");
    }

    [Test]
    public void The_first_layers_twin_computes_what_the_quantized_model_computes()
    {
        var trials = _sound.Trials("method: minmax");
        var options = trials.Calibrate("minmax");
        var quantized = QdqQuantizer.Quantize(_sound.Model, options);
        var twins = new TwinGraph(_sound.Model, quantized);
        Assert.That(twins.Layers.Select(layer => layer.Node), Is.EqualTo(
            _sound.Model.Graph.Node.Where(node => node.OpType is "Conv" or "Gemm").Select(node => node.Name)));

        // Nothing comes before it, so its own error is all of the error: one layer quantized alone shows the same.
        var alone = QdqQuantizer.Quantize(_sound.Model, options with
        {
            FloatNodes = _sound.Model.Graph.Node.Where(node => node.OpType is not ("Relu" or "Flatten")).Select(node => node.Name).Where(name => name != twins.Layers[0].Node).ToHashSet(),
        });
        var single = new TwinGraph(_sound.Model, alone);
        Assert.That(single.Layers.Select(layer => layer.Node), Is.EqualTo(new[] { twins.Layers[0].Node }));
        Assert.That(Compare(single)[0].SqnrDb, Is.EqualTo(Compare(twins)[0].SqnrDb).Within(1e-6));
    }

    [TestCase(0.98f, false)]
    [TestCase(1.02f, true)]
    public void The_layer_that_leaves_float16_is_named(float share, bool isBeyond)
    {
        // The last Relu's values times a factor, and back: the answers stay, and only what is between grows.
        var prepared = _sound.Model.Clone();
        var relu = prepared.Graph.Node.Last(node => node.OpType == "Relu");
        var largest = Trials(prepared).Extremes([relu.Output[0]])[relu.Output[0]].Max;
        var factor = share * HalfPrecision.Largest / largest;
        var pool = prepared.Graph.Node.Single(node => node.Input.Contains(relu.Output[0]));
        prepared.Graph.Initializer.Add(Scalar("factor", factor));
        prepared.Graph.Initializer.Add(Scalar("inverse", 1 / factor));
        prepared.Graph.Node.Insert(prepared.Graph.Node.IndexOf(pool), new NodeProto { OpType = "Mul", Name = "grow", Input = { relu.Output[0], "factor" }, Output = { "grown" } });
        prepared.Graph.Node.Insert(prepared.Graph.Node.IndexOf(pool), new NodeProto { OpType = "Mul", Name = "shrink", Input = { "grown", "inverse" }, Output = { "shrunk" } });
        pool.Input[0] = "shrunk";
        var trials = Trials(prepared);

        Assert.That(trials.Top1(prepared), Is.EqualTo(1), "float32 answers as before");
        var found = trials.LargestActivation()!;
        Assert.That((found.Node, found.Magnitude > HalfPrecision.Largest), Is.EqualTo(("grow", isBeyond)));
        Assert.That(found.Magnitude, Is.EqualTo(share * HalfPrecision.Largest).Within(0.1).Percent);

        static TensorProto Scalar(string name, float value) => new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float, FloatData = { value } };

        QuantizationTrials Trials(ModelProto model) => new(model, _sound.Calibration, _sound.Labelled, _sound.Context(""));
    }

    private Dictionary<string, double> Errors(QuantizationOptions options)
    {
        var twins = new TwinGraph(_sound.Model, QdqQuantizer.Quantize(_sound.Model, options));
        return twins.Layers.Zip(Compare(twins)).ToDictionary(pair => pair.First.Node, pair => pair.Second.ChannelMeans.Sum(Math.Abs));
    }

    private IReadOnlyList<TensorDifference> Compare(TwinGraph twins) => ActivationComparison.Run(
        _sound.Save(twins.Model), [.. twins.Layers.Select(layer => new TensorPair(layer.Output, layer.QuantizedOutput))], _sound.Calibration,
        new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]));
}
