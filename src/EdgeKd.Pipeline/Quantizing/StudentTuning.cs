using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Quantization;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Quantizing;

/// <summary>Tunes the extracted student for integers and exports it as the Export stage does: quantization-aware distillation.</summary>
/// <remarks>
/// The float student is the target, whatever taught it. The stage declares the extracted student and the train and validation
/// parts as its inputs.
/// </remarks>
internal static class StudentTuning
{
    private const string Folder = "tuning";

    /// <summary>Tunes, or goes on where an earlier run with the same key stopped.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="section">The recipe's settings.</param>
    /// <param name="weightBits">Bits of a weight, as the model is to be quantized with.</param>
    /// <returns>The tuned float model, to prepare, calibrate and quantize in place of the exported one.</returns>
    /// <exception cref="TrainingDivergedException">The learning rate is too high for this student.</exception>
    public static TunedModel Run(StageContext context, TuningSection section, int weightBits)
    {
        var settings = context.Settings;
        using var train = TrainingPart.Open(context);
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var size = Networks.ImageSize(settings, validation);
        using var student = Networks.NewStudent(settings.Recipe.Student, validation.ClassNames.Count, settings.StudentSeed);
        Checkpoint.Load(student, context.Input(StageNames.Extract, Networks.StudentFile));
        student.eval();
        var options = new TuningOptions
        {
            Epochs = section.Epochs,
            BatchSize = section.BatchSize,
            LearningRate = section.LearningRate,
            CalibrationImages = settings.Recipe.Quantize.Images,
            Quantization = new FakeQuantizationOptions { WeightBits = weightBits },
            Seed = RunSettings.DeriveSeed(settings.StudentSeed, Folder),
            Threads = settings.Threads,
            LoaderThreads = settings.Threads,
            ShuffleBuffer = settings.Recipe.Data.ShuffleBuffer,
            ShardSamples = settings.Recipe.Data.ShardSamples,
            ImageSize = size,
            Augmentation = Training.Loading(settings, settings.Recipe.Distill.Train, size).Augmentation,
            Normalization = settings.Normalization,
        };
        using var result = QuantizationAwareTuning.Run(
            student,
            train,
            validation,
            options,
            Path.Combine(context.WorkFolder, Folder),
            progress: Training.Progress(context),
            cancellation: context.Cancellation);
        return new TunedModel(ExportStage.Export(result.Network, settings, validation), Name(section), result.Top1Before, result.Training);
    }

    private static string Name(TuningSection section) => string.Create(
        CultureInfo.InvariantCulture, $"quantization-aware distillation: {section.Epochs} epochs");
}
