using EdgeKd.Data;
using EdgeKd.Distillation.Metrics;
using TorchSharp.Modules;

namespace EdgeKd.Distillation;

/// <summary>What must hold before the first step; each failure is one line that says what to change.</summary>
internal static class TrainingChecks
{
    public static void Require(TrainingOptions options, IDistiller distiller, IImageSet train, IImageSet validation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(distiller);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        Refuse(options.Epochs < 1, $"A training of {options.Epochs} epochs: set epochs to 1 or more.");
        Refuse(options.BatchSize < 1, $"A batch size of {options.BatchSize}: set batchSize to 2 or more; 128 is usual.");
        Refuse(options.Threads < 1, $"{options.Threads} threads: set threads to 1 or more.");
        Refuse(
            !(options.LearningRate > 0) || !double.IsFinite(options.LearningRate),
            $"A learning rate of {options.LearningRate}: set it above 0; 0.05 is usual.");
        Refuse(options.Select is not ("best" or "last"), $"Unknown selection '{options.Select}': use best or last.");
        Refuse(options.SelectBy is not (EpochChoice.Top1 or EpochChoice.Balanced), $"Unknown selection by '{options.SelectBy}': use top1 or balanced.");
        Refuse(options.Views < 0, $"{options.Views} views: set views to 1 or more, or to 0 for a view an epoch.");
        Refuse(train.Count == 0, "The training set is empty: give it images.");
        Refuse(validation.Count == 0, "The validation set is empty: give it images, or a larger validation fraction.");
        RequireClasses(distiller, train, "training");
        RequireClasses(distiller, validation, "validation");

        var smallest = Math.Min(options.BatchSize, train.Count);
        Refuse(
            smallest == 1 && distiller.Modules.Any(HasBatchNorm),
            "A batch of one image cannot train a network with batch normalisation (one image has no batch statistics): " +
            (options.BatchSize == 1 ? "set batchSize to 2 or more." : "give more training images."));
    }

    private static void RequireClasses(IDistiller distiller, IImageSet images, string part)
    {
        var student = distiller.Student.ClassCount;
        Refuse(
            images.ClassNames.Count != student,
            $"The {part} set has {images.ClassNames.Count} classes but the network {student}: " +
            "make the network with the data's number of classes.");
    }

    private static bool HasBatchNorm(TorchSharp.torch.nn.Module module) =>
        module is BatchNorm1d or BatchNorm2d || module.modules().Any(m => m is BatchNorm1d or BatchNorm2d);

    private static void Refuse(bool wrong, string message)
    {
        if (wrong)
        {
            throw new ArgumentException(message);
        }
    }
}
