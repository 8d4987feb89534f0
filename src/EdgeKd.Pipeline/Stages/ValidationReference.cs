using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Running;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Describes how the shipped models answer the validation images, for comparing what devices log with it later. The test images
/// are left alone.</summary>
internal static class ValidationReference
{
    private const string ProbedFile = "features.onnx";

    /// <summary>Runs the models.</summary>
    /// <param name="context">Of a stage that declares the validation images and <see cref="PrecisionList.Inputs"/>.</param>
    /// <param name="shipped">The precisions to describe; features are those of the float model, whether or not it is among them.</param>
    public static ReferenceStatistics Measure(StageContext context, IReadOnlyList<PrecisionEntry> shipped)
    {
        using var images = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var classes = images.ClassNames.Count;
        var labels = new int[classes];
        for (var i = 0; i < images.Count; i++)
            labels[images.LabelOf(i)]++;
        return new ReferenceStatistics
        {
            ImagesSha256 = context.DigestOf(StageNames.Data, DataPreparation.ValidationFile),
            Count = images.Count,
            LabelCounts = labels,
            Models = [.. shipped.Select((model, i) => Answers(context, model, images, (double)i / (shipped.Count + 1)))],
            Features = Features(context, images),
        };
    }

    private static ReferenceAnswers Answers(StageContext context, PrecisionEntry shipped, PackedImages images, double done)
    {
        context.Report(done, $"how {shipped.Precision} answers the validation images");
        using var model = OnnxClassifier.Open(shipped.PathIn(context), new RuntimeOptions { Threads = 1 });
        var result = AccuracyRunner.Run(model, images, context.Settings.Normalization, context.Settings.Threads, cancellation: context.Cancellation);
        return ReferenceAnswers.Of(shipped.Precision, ModelAnswers.Evidence(result.Answers), images.ClassNames.Count);
    }

    private static FeatureStatistics? Features(StageContext context, PackedImages images)
    {
        var path = context.Input(StageNames.Export, ExportStage.ModelFile);
        var model = OnnxFile.Load(path);
        if (GraphTensors.ClassifierInput(model, ExportStage.OutputName) is not { } tensor)
        {
            context.Note("the logits do not come from a linear layer, so the bundle has no reference of its features");
            return null;
        }
        context.Report(null, "features of the validation images");
        GraphTensors.AddOutputs(model, [tensor], path);
        var probed = Path.Combine(context.WorkFolder, ProbedFile);
        OnnxFile.Save(model, probed);
        var moments = ActivationMoments.Of(probed, tensor, images, context.Settings.Normalization, context.Cancellation);
        return new FeatureStatistics(tensor, [.. moments.Means.Select(mean => (float)mean)], [.. moments.StandardDeviations.Select(deviation => (float)deviation)]);
    }
}
