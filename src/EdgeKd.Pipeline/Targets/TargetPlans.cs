using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Edge.Targets.Measuring;
using EdgeKd.Edge.Targets.Parity;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Plans what targets measure: the images of each, and what this machine answers to them, computed once for all targets that
/// answer the same.</summary>
/// <param name="context">Of a stage that declares <see cref="PrecisionList.Inputs"/> and the test images.</param>
internal sealed class TargetPlans(StageContext context)
{
    private readonly Dictionary<int, (TargetImages Images, IReadOnlyList<PlannedModel> Models)> _known = [];

    /// <summary>The plan of a target, and the places of its images in the test set (null for all).</summary>
    /// <param name="section">The target.</param>
    /// <param name="mostImages">The most images; null for all.</param>
    /// <param name="latency">How long latency is measured.</param>
    public (TargetPlan Plan, IReadOnlyList<int>? Places) Of(TargetSection section, int? mostImages, LatencyOptions latency)
    {
        var (images, models) = Answered(mostImages);
        var plan = new TargetPlan
        {
            DataPath = images.Path,
            Models = models,
            Threads = section.Threads ?? context.Settings.Recipe.Validate.Threads,
            Latency = latency,
            TimeLimit = TimeSpan.FromSeconds(section.TimeLimitSeconds),
            LogFolder = TargetLogs.Of(context.Settings),
        };
        return (plan, images.Places);
    }

    private (TargetImages Images, IReadOnlyList<PlannedModel> Models) Answered(int? mostImages)
    {
        if (_known.TryGetValue(mostImages ?? 0, out var known))
            return known;
        var seed = RunSettings.DeriveSeed(context.Settings.StudentSeed, "targets/images");
        var chosen = TargetImages.Of(context.Input(StageNames.Data, DataPreparation.TestFile), mostImages, seed, context.WorkFolder);
        using var images = PackedImages.Open(chosen.Path, verify: false);
        return _known[mostImages ?? 0] = (chosen, [.. PrecisionList.Load(context).Precisions.Select(shipped => Answer(shipped, images))]);
    }

    private PlannedModel Answer(PrecisionEntry shipped, PackedImages images)
    {
        context.Report(null, $"what {shipped.Precision} answers here to {images.Count:N0} images");
        using var model = OnnxClassifier.Open(shipped.PathIn(context), new RuntimeOptions { Threads = 1 });
        var answered = AccuracyRunner.Run(model, images, context.Settings.Normalization, context.Settings.Threads, cancellation: context.Cancellation, keepLogits: true);
        var limits = shipped.Precision != Precisions.Float32 ? ParityLimits.Quantized : model.TakesPixels ? ParityLimits.FloatOfPixels : ParityLimits.Float;
        return new PlannedModel(shipped.Precision, shipped.PathIn(context), images.ClassNames, answered.Logits!, limits);
    }
}
