using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>Quantizes a model as asked and runs it with ONNX Runtime.</summary>
/// <param name="prepared">The prepared float model.</param>
/// <param name="calibration">The images to calibrate on; stay the caller's.</param>
/// <param name="validation">The whole validation part; stays the caller's.</param>
/// <param name="context">Where files may lie while they are used, and who is told.</param>
internal sealed class QuantizationTrials(ModelProto prepared, IImageSet calibration, IImageSet validation, StageContext context) : IQuantizationTrials
{
    private const int SensitivityImages = 300;

    // Noise of half the power is so much less.
    private const double HalfOfTheNoiseDb = 3.0103;

    private readonly RunSettings _settings = context.Settings;
    private CalibrationResult? _calibration;

    /// <summary>Ranges that were found before, instead of calibrating.</summary>
    public CalibrationRanges? Given { get; init; }

    public IReadOnlyList<string> Methods => Given is { } given ? [given.Method]
        : _settings.Recipe.Quantize.Method is var method && method != "auto" ? [method]
        : ["minmax", "percentile", "entropy", "mse"];

    public ModelProto Prepared { get; } = prepared;

    public int LayerCount { get; } = WeightRanges.Of(prepared).Count;

    public bool Saturates => CpuInfo.SaturatesInt8;

    public QuantizationOptions Calibrate(string method)
    {
        var section = _settings.Recipe.Quantize;
        var ranges = Given?.Ranges
            ?? (_calibration ??= CollectRanges()).Ranges(MethodOf(method), section.Percentile)
                .ToDictionary(range => range.Key, range => new ActivationRange(range.Value.Min, range.Value.Max), StringComparer.Ordinal);
        return new QuantizationOptions { Ranges = ranges, WeightBits = section.WeightBits };
    }

    public double Top1(QuantizationOptions options) => Top1(QdqQuantizer.Quantize(Prepared, options));

    /// <summary>Top-1 of a model on the whole validation part, 0 to 1.</summary>
    public double Top1(ModelProto model) => InFile(model, path =>
    {
        context.Report(null, $"top-1 on {validation.Count} validation images");
        // Batches are answered side by side, so each runs on one thread.
        using var classifier = OnnxClassifier.Open(path, new RuntimeOptions { Threads = 1 });
        return AccuracyRunner.Run(classifier, validation, _settings.Normalization, _settings.Threads, cancellation: context.Cancellation).Top1;
    });

    /// <remarks>
    /// Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction" (ICCV 2019), section 4.2, with the
    /// expected error E[ŷ − y] of each channel measured on images (their appendix D); as in NNCF's fast bias correction each layer
    /// reads the float model's input, so that all are measured in one pass and no error is corrected twice.
    /// </remarks>
    public QuantizationOptions CorrectBiases(QuantizationOptions options)
    {
        context.Report(null, $"bias correction on {calibration.Count} images");
        var twins = new TwinGraph(Prepared, QdqQuantizer.Quantize(Prepared, options with { Biases = new Dictionary<string, float[]>() }));
        var layers = twins.Layers.Where(layer => layer.Bias is not null).ToArray();
        var errors = Compare(twins, layers.Select(layer => new TensorPair(layer.Output, layer.QuantizedOutput)), calibration);
        return options with
        {
            Biases = layers.Zip(errors).ToDictionary(
                pair => pair.First.Node, pair => pair.First.Bias!.Zip(pair.Second.ChannelMeans, (bias, error) => (float)(bias + error)).ToArray(), StringComparer.Ordinal),
        };
    }

    public IReadOnlyList<LayerSensitivity> Rank(QuantizationOptions options)
    {
        using var images = SelectedImages.Stratified(validation, SensitivityImages, RunSettings.DeriveSeed(_settings.Recipe.Seed, "sensitivity"));
        context.Report(null, $"sensitivity of the layers on {images.Count} validation images");
        var twins = new TwinGraph(Prepared, QdqQuantizer.Quantize(Prepared, options));
        var (outputs, inputs) = (
            twins.Layers.Select(layer => new TensorPair(layer.Output, layer.QuantizedOutput)),
            twins.Layers.Select(layer => new TensorPair(layer.Output, layer.OutputOfRoundedInput)));
        var ratios = Compare(twins, outputs.Concat(inputs), images).Select(difference => difference.SqnrDb).ToArray();
        return
        [
            .. twins.Layers.Zip(ratios, ratios[twins.Layers.Count..])
                .Select(layer => new LayerSensitivity(layer.First.Node, layer.Second,
                    layer.Third < layer.Second + HalfOfTheNoiseDb ? layer.First.InputNodes : [layer.First.Node]))
                .OrderBy(layer => layer.SqnrDb),
        ];
    }

    /// <summary>The largest number that the float model computes on the calibration images, of those that float16 must hold.</summary>
    /// <remarks>
    /// The FP16 form itself would not always show it: on a CPU without float16 arithmetic ONNX Runtime computes in float32 and
    /// may leave out the rounding between two nodes, so that only the device overflows.
    /// </remarks>
    public LargestActivation? LargestActivation()
    {
        context.Report(null, $"largest activations on {calibration.Count} training images");
        return Extremes(HalfPrecision.Activations(Prepared))
            .Select(range => new LargestActivation(GraphTensors.ProducerOf(Prepared, range.Key)!.Name, Math.Max(-range.Value.Min, range.Value.Max)))
            .MaxBy(activation => activation.Magnitude);
    }

    /// <summary>The smallest and largest value of each tensor on the calibration images, and 0.</summary>
    public IReadOnlyDictionary<string, TensorRange> Extremes(IReadOnlyList<string> tensors)
    {
        var options = new CalibrationOptions { Threads = _settings.Threads, WithHistograms = false };
        return InFile(Probed(tensors), path => Calibrator.Run(path, tensors, calibration, _settings.Normalization, options, null, context.Cancellation))
            .Ranges(CalibrationMethod.MinMax);
    }

    private IReadOnlyList<TensorDifference> Compare(TwinGraph twins, IEnumerable<TensorPair> pairs, IImageSet images) => InFile(twins.Model, path =>
        ActivationComparison.Run(path, [.. pairs], images, _settings.Normalization, _settings.Threads, context.Cancellation));

    private CalibrationResult CollectRanges()
    {
        var tensors = QuantizableTensors.Of(Prepared);
        var options = new CalibrationOptions { Threads = _settings.Threads, WithHistograms = Methods is not ["minmax"] };
        var total = calibration.Count * (options.WithHistograms ? 2 : 1);
        var progress = new Relay<int>(done => context.Report(0.25 * done / total, $"calibrating {tensors.Count} tensors on {calibration.Count} training images"));
        return InFile(Probed(tensors), path => Calibrator.Run(path, tensors, calibration, _settings.Normalization, options, progress, context.Cancellation));
    }

    private ModelProto Probed(IReadOnlyList<string> tensors)
    {
        var probed = Prepared.Clone();
        GraphTensors.AddOutputs(probed, tensors.Except(Prepared.Graph.Input.Select(input => input.Name)), "the prepared model");
        return probed;
    }

    private T InFile<T>(ModelProto model, Func<string, T> use)
    {
        var path = Path.Combine(context.WorkFolder, "trial.onnx");
        OnnxFile.Save(model, path);
        return use(path);
    }

    private static CalibrationMethod MethodOf(string method) => method switch
    {
        "minmax" => CalibrationMethod.MinMax,
        "percentile" => CalibrationMethod.Percentile,
        "entropy" => CalibrationMethod.Entropy,
        "mse" => CalibrationMethod.Mse,
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "no calibration method"),
    };
}
