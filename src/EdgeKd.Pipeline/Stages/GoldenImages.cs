using EdgeKd.Data;
using EdgeKd.Data.Packing;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Packs some validation images, spread over the classes, with the logits of each shipped model, for the self-test of devices.</summary>
internal static class GoldenImages
{
    /// <summary>Writes both files to a stage's working folder.</summary>
    /// <param name="context">Of a stage that declares the validation images and <see cref="PrecisionList.Inputs"/>.</param>
    /// <param name="shipped">The precisions in the bundle.</param>
    /// <returns>The files by their names in the bundle.</returns>
    public static IReadOnlyDictionary<string, string> Write(StageContext context, IReadOnlyList<PrecisionEntry> shipped)
    {
        context.Report(null, "golden images and their logits");
        var (images, answers) = (Path.Combine(context.WorkFolder, GoldenAnswers.ImagesFileName), Path.Combine(context.WorkFolder, GoldenAnswers.FileName));
        using (var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false))
        using (var some = SelectedImages.Stratified(validation, GoldenAnswers.UsualCount, RunSettings.DeriveSeed(context.Settings.Recipe.Seed, "golden")))
            PackedImages.Write(some, images);
        using var golden = PackedImages.Open(images, verify: false);
        AtomicFile.WriteAllBytes(answers, new GoldenAnswers
        {
            Count = golden.Count,
            Data = GoldenAnswers.ImagesFileName,
            Precisions = shipped.ToDictionary(model => model.Precision, model => Answer(context, model, golden)),
        }.ToBytes());
        return new Dictionary<string, string> { [GoldenAnswers.ImagesFileName] = images, [GoldenAnswers.FileName] = answers };
    }

    private static GoldenPrecision Answer(StageContext context, PrecisionEntry model, IImageSet images)
    {
        var logits = Logits(optimizes: true);
        return new GoldenPrecision(logits, model.Precision switch
        {
            Precisions.Int8 => GoldenTolerance.OfIntegers(logits, Logits(optimizes: false)),
            Precisions.Float16 => GoldenTolerance.OfHalf(logits),
            _ => GoldenTolerance.OfFloat(logits),
        });

        IReadOnlyList<float[]> Logits(bool optimizes)
        {
            using var runtime = OnnxClassifier.Open(model.PathIn(context), new RuntimeOptions { Optimizes = optimizes });
            return GoldenSelfTest.Answer(runtime, images, context.Settings.Normalization);
        }
    }
}
