using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;

namespace EdgeKd.Pipeline.Tests.Quantizing;

[TestFixture]
public class AccuracyRecoveryTests
{
    private const double FloatTop1 = 0.9;

    /// <summary>A model whose top-1 is known for every form: by its calibration, for corrected biases, and for each layer in float.</summary>
    private sealed class Known(Dictionary<string, double> calibrated, double corrected = 0, params double[] layers) : IQuantizationTrials
    {
        public List<QuantizationOptions> Tried { get; } = [];

        public ModelProto Prepared { get; } = new();

        public IReadOnlyList<string> Methods { get; } = [.. calibrated.Keys];

        public int LayerCount => layers.Length;

        public bool Saturates { get; init; }

        /// <summary>What weights of 7 bits give or take.</summary>
        public double SevenBits { get; init; }

        // What tells the methods apart is the range of the only tensor.
        public QuantizationOptions Calibrate(string method) => new()
        {
            Ranges = new Dictionary<string, ActivationRange> { ["x"] = new(0, Methods.Index().Single(m => m.Item == method).Index) },
        };

        public double Top1(QuantizationOptions options)
        {
            Tried.Add(options);
            return calibrated[Methods[(int)options.Ranges["x"].Max]] + (options.Biases.Count > 0 ? corrected : 0) + (options.WeightBits == 7 ? SevenBits : 0)
                + options.FloatNodes.Sum(node => layers[int.Parse(node[1..], System.Globalization.CultureInfo.InvariantCulture)]);
        }

        public QuantizationOptions CorrectBiases(QuantizationOptions options) => options with
        {
            Biases = Enumerable.Range(0, layers.Length).Select(i => $"n{i}").Except(options.FloatNodes).ToDictionary(node => node, _ => new float[1]),
        };

        public IReadOnlyList<LayerSensitivity> Rank(QuantizationOptions options) =>
            [.. layers.Select((_, i) => new LayerSensitivity($"n{i}", 10 + i, [$"n{i}"])).Where(layer => !options.FloatNodes.Contains(layer.Layer))];
    }

    [Test]
    public void The_best_calibration_that_holds_ends_the_search()
    {
        var trials = new Known(new() { ["minmax"] = 0.7, ["percentile"] = 0.897, ["entropy"] = 0.899, ["mse"] = 0.896 }, corrected: 0.1, 0.1, 0.1);

        var result = Run(trials);

        Assert.That((result.Method, result.Top1, result.Holds), Is.EqualTo(("entropy", 0.899, true)));
        Assert.That(result.Needed, Is.EqualTo(new[] { "calibration: entropy" }));
        Assert.That(result.Steps.Select(step => (step.Before, step.After, step.Kept)), Is.EqualTo(
            new[] { (0.9, 0.7, false), (0.9, 0.897, false), (0.9, 0.899, true), (0.9, 0.896, false) }));
    }

    [Test]
    public void Of_equal_calibrations_the_first_is_taken() =>
        Assert.That(Run(new Known(new() { ["minmax"] = 0.9, ["mse"] = 0.9 })).Method, Is.EqualTo("minmax"));

    [Test]
    public void Biases_are_corrected_where_calibration_is_not_enough()
    {
        var result = Run(new Known(new() { ["mse"] = 0.88 }, corrected: 0.015, 0.1));
        Assert.That((result.Holds, result.Options.Biases.Count, result.Options.FloatNodes), Is.EqualTo((true, 1, new HashSet<string>())));
        Assert.That(result.Needed, Is.EqualTo(new[] { "calibration: mse", "bias correction" }));
        Assert.That(result.Steps[^1], Is.EqualTo(new RecoveryStep("bias correction", 0.88, 0.895, true)));
    }

    [TestCase(true, 0.02, "calibration: mse|weights of 7 bits")]
    [TestCase(true, -0.01, "calibration: mse|bias correction")]
    [TestCase(false, 0.02, "calibration: mse|bias correction")]
    public void Weights_that_cannot_saturate_are_tried_where_the_processor_saturates(bool saturates, double gain, string needed)
    {
        var result = Run(new Known(new() { ["mse"] = 0.88 }, corrected: 0.018, 0.1) { Saturates = saturates, SevenBits = gain });
        Assert.That(string.Join("|", result.Needed), Is.EqualTo(needed));
        Assert.That((result.Holds, result.Options.WeightBits), Is.EqualTo((true, needed.Contains('7', StringComparison.Ordinal) ? 7 : 8)));
    }

    [TestCase(true, 0.05, 7)]
    [TestCase(true, -0.004, 7)]
    [TestCase(true, -0.006, 8)]
    [TestCase(false, 0.05, 8)]
    public void Weights_that_cannot_saturate_are_preferred_where_they_hold_too(bool saturates, double gain, int bits) => Assert.That(
        Run(new Known(new() { ["mse"] = 0.9 }) { Saturates = saturates, SevenBits = gain }).Options.WeightBits, Is.EqualTo(bits));

    [Test]
    public void A_correction_that_does_not_help_is_undone()
    {
        var result = Run(new Known(new() { ["mse"] = 0.88 }, corrected: -0.01, 0.02, 0, 0, 0));
        Assert.That((result.Holds, result.Options.Biases), Is.EqualTo((true, new Dictionary<string, float[]>())));
        Assert.That(result.Needed, Is.EqualTo(new[] { "calibration: mse", "float fallback: 1 of 4 layers" }));
    }

    [Test]
    public void The_most_sensitive_layers_go_to_float_until_it_holds_and_those_that_do_not_help_come_back()
    {
        double[] gains = [0.004, -0.002, 0.005, 0.3];
        var result = Run(new Known(new() { ["mse"] = 0.88 }, corrected: 0.001, gains), maxFloatShare: 1, maxDropPoints: 1.0);
        Assert.That(result.Options.FloatNodes, Is.EquivalentTo(new[] { "n0", "n2" }));
        Assert.That(result.Options.Biases.Keys, Is.EquivalentTo(new[] { "n1", "n3" }), "no bias of a layer in float is changed");
        Assert.That(result.Steps.Select(step => (step.Name, step.Kept)).Skip(2), Is.EqualTo(new[]
        {
            ("float fallback: 1 of 4 layers", true), ("float fallback: 2 of 4 layers", false), ("float fallback: 2 of 4 layers", true),
        }));
        Assert.That((result.Top1, result.Holds), Is.EqualTo((0.89, true)).Using<double>((a, b) => Math.Abs(a - b) < 1e-9));
    }

    [TestCase(0.25, 1), TestCase(0.5, 2), TestCase(0.24, 0), TestCase(1, 4)]
    public void No_more_layers_than_allowed_go_to_float(double share, int layers)
    {
        var trials = new Known(new() { ["mse"] = 0.1 }, 0, 0.01, 0.01, 0.01, 0.01);
        var result = Run(trials, share);
        Assert.That((result.Holds, result.Options.FloatNodes.Count), Is.EqualTo((false, layers)));
        Assert.That(trials.Tried.Max(options => options.FloatNodes.Count), Is.EqualTo(layers));
    }

    [Test]
    public void A_tuned_model_starts_anew()
    {
        Known first = new(new() { ["mse"] = 0.7 }, corrected: 0.1, 0), tuned = new(new() { ["minmax"] = 0.84, ["mse"] = 0.88 }, corrected: 0.019, 0);
        var result = AccuracyRecovery.Run(first, new RecoveryLimits(0.5, true, 0.25), FloatTop1, _ => { }, () => new TunedTrials("tuning", tuned));

        Assert.That(result.Trials, Is.SameAs(tuned));
        Assert.That((result.Holds, result.Method), Is.EqualTo((true, "mse")));
        Assert.That(result.Needed, Is.EqualTo(new[] { "tuning", "calibration: mse", "bias correction" }));
        Assert.That(result.Steps.Select(step => step.Name), Is.EqualTo(new[]
        {
            "calibration: mse", "bias correction", "tuning", "calibration: minmax", "calibration: mse", "bias correction",
        }));
        Assert.That(result.Steps[2], Is.EqualTo(new RecoveryStep("tuning", result.Steps[1].After, 0.88, true)));
    }

    [Test]
    public void A_tuning_that_makes_it_worse_is_undone()
    {
        Known first = new(new() { ["mse"] = 0.7 }, corrected: 0.1, 0), tuned = new(new() { ["mse"] = 0.75 }, corrected: 0.1, 0);
        var result = AccuracyRecovery.Run(first, new RecoveryLimits(0.5, true, 0.25), FloatTop1, _ => { }, () => new TunedTrials("tuning", tuned));
        Assert.That(result.Trials, Is.SameAs(first));
        Assert.That(result.Needed, Is.EqualTo(new[] { "calibration: mse", "bias correction" }));
    }

    [Test]
    public void What_holds_already_is_not_tuned() => Assert.That(
        AccuracyRecovery.Run(new Known(new() { ["mse"] = 0.9 }), new RecoveryLimits(0.5, true, 0.25), FloatTop1, _ => { }, () => throw new AssertionException("tuned")).Holds);

    [Test]
    public void What_the_limits_forbid_is_not_tried()
    {
        var result = AccuracyRecovery.Run(new Known(new() { ["mse"] = 0.5 }, 0.4, 0.4), new RecoveryLimits(0.5, false, 0), FloatTop1, _ => { });
        Assert.That((result.Holds, result.Steps.Count), Is.EqualTo((false, 1)));
    }

    [TestCase(0.5, 0.895, true), TestCase(0.5, 0.8949, false), TestCase(0, 0.9, true), TestCase(0, 0.95, true), TestCase(0, 0.8999, false)]
    public void The_limit_itself_holds(double points, double top1, bool holds) =>
        Assert.That(new RecoveryLimits(points, true, 0).Hold(FloatTop1, top1), Is.EqualTo(holds));

    private static RecoveryResult Run(Known trials, double maxFloatShare = 0.25, double maxDropPoints = 0.5)
    {
        List<RecoveryStep> told = [];
        var result = AccuracyRecovery.Run(trials, new RecoveryLimits(maxDropPoints, true, maxFloatShare), FloatTop1, told.Add);
        Assert.That(told, Is.EqualTo(result.Steps));
        return result;
    }
}
