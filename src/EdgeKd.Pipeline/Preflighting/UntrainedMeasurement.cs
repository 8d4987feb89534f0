using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Preflighting;

/// <summary>Exports, quantizes, audits and measures a student with fresh weights: how long it takes and how large it is does not depend on
/// them.</summary>
/// <param name="settings">The run.</param>
/// <param name="folder">Where files may lie meanwhile.</param>
/// <param name="report">Told what is done.</param>
/// <param name="ct">Stops between runs.</param>
internal sealed class UntrainedMeasurement(RunSettings settings, string folder, Action<string> report, CancellationToken ct)
{
    /// <summary>The fewest runs by which a 90th percentile has a limit at 99 % confidence, twice over.</summary>
    private const int MinRuns = 128;

    private const double MinSeconds = 1;
    private const int AuditRuns = 5;

    /// <summary>Measures.</summary>
    /// <param name="images">Images of the side and the classes of the recipe's data; their pixels do not matter.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model: it has no kernel for an operator.</exception>
    public UntrainedStudent Measure(IImageSet images) => Measure(images, []);

    /// <summary>Measures on other targets, too.</summary>
    /// <param name="images">As for the other.</param>
    /// <param name="targets">The targets.</param>
    /// <exception cref="InvalidDataException">As for the other.</exception>
    public UntrainedStudent Measure(IImageSet images, IReadOnlyList<TargetSection> targets)
    {
        report("the untrained student as ONNX");
        using var generator = torch.get_rng_state();
        using var network = Networks.NewStudent(settings.Recipe.Student, images.ClassNames.Count, settings.Recipe.Seed);
        torch.set_rng_state(generator);
        network.eval();
        var cost = Networks.DeployedCost(network, Networks.ImageSize(settings, images));
        (string Precision, string Path)[] files = [.. Forms(ExportStage.Export(network, settings, images), images)
            .Select(form => (form.Precision, Save(form.Precision, form.Model)))];
        int?[] islands = [.. files.Select(file => file.Precision == Precisions.Int8 ? Islands(file.Path) : (int?)null)];
        var options = Options();
        string[] paths = [.. files.Select(file => file.Path)];
        var latencies = Latencies(paths, images, options);
        UntrainedModel[] models = [.. files.Select((file, i) => UntrainedModel.Of(file.Precision, new FileInfo(file.Path).Length, latencies[i], islands[i]))];
        return new UntrainedStudent
        {
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            Threads = settings.Recipe.Validate.Threads,
            Cpu = CpuInfo.ModelName,
            Models = models,
            Targets = new UntrainedTargets(settings, folder, report, ct).Measure(targets, models, paths, images, options),
        };
    }

    private IEnumerable<(string Precision, ModelProto Model)> Forms(ModelProto model, IImageSet images)
    {
        var section = settings.Recipe.Quantize;
        yield return (Precisions.Float32, model);
        if (section.Int8)
            yield return (Precisions.Int8, Quantize(model, images));
        if (section.Fp16)
            yield return (Precisions.Float16, HalfPrecision.Convert(model));
        if (section.Int8Weights)
            yield return (Precisions.Int8Weights, WeightOnlyQuantizer.Quantize(model));
    }

    /// <summary>Ranges are those of the images given, whatever they show: rounding takes as long by one range as by another.</summary>
    private ModelProto Quantize(ModelProto model, IImageSet images)
    {
        report("the untrained student in integers");
        var prepared = GraphPreparation.Prepare(model);
        var tensors = QuantizableTensors.Of(prepared);
        var probed = prepared.Clone();
        GraphTensors.AddOutputs(probed, tensors.Except(prepared.Graph.Input.Select(input => input.Name)), "the untrained student");
        using var some = SelectedImages.Spread(images, 8);
        var ranges = Calibrator.Run(
            Save("probed", probed), tensors, some, settings.Normalization, new CalibrationOptions { Threads = settings.Threads, WithHistograms = false }, null, ct)
            .Ranges(CalibrationMethod.MinMax);
        return QdqQuantizer.Quantize(prepared, new QuantizationOptions
        {
            Ranges = ranges.ToDictionary(range => range.Key, range => new ActivationRange(range.Value.Min, range.Value.Max), StringComparer.Ordinal),
            WeightBits = settings.Recipe.Quantize.WeightBits,
        });
    }

    private int Islands(string path)
    {
        report("fusion audit of the untrained student");
        return ModelAudit.Run(path, new AuditOptions { Runs = AuditRuns, Threads = settings.Recipe.Validate.Threads }, ct).Islands.Count;
    }

    /// <summary>The recipe's own counts where they ask for less: who measures a model quickly wants to know as quickly whether to train
    /// it.</summary>
    private LatencyOptions Options()
    {
        var section = settings.Recipe.Validate;
        return LatencyOptions.Quick with
        {
            MinRuns = Math.Min(section.MinRuns ?? MinRuns, MinRuns), MinSeconds = Math.Min(section.MinSeconds ?? MinSeconds, MinSeconds), MaxSeconds = 30,
        };
    }

    private IReadOnlyList<LatencyResult> Latencies(IReadOnlyList<string> paths, IImageSet images, LatencyOptions options)
    {
        report("latency of the untrained student");
        var section = settings.Recipe.Validate;
        var models = new List<OnnxClassifier>();
        try
        {
            models.AddRange(paths.Select(path => OnnxClassifier.Open(path, new RuntimeOptions { Threads = section.Threads })));
            return LatencyRunner.RunInTurns(models, options, images, settings.Normalization, cancellation: ct);
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }

    private string Save(string name, ModelProto model)
    {
        var path = Path.Combine(folder, $"untrained.{name}.onnx");
        OnnxFile.Save(model, path);
        return path;
    }
}
