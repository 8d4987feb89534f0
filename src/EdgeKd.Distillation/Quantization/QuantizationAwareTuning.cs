using EdgeKd.Data;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Quantization;

/// <summary>A few epochs of training with rounded weights and activations, against the float network or another teacher.</summary>
/// <remarks>
/// For networks that lose too much when they are quantized as they are. The same options, images, network and machine give the
/// same bytes, also when the tuning was interrupted and run again with the same work folder.
/// </remarks>
public static class QuantizationAwareTuning
{
    private const int CalibrationBatchSize = 64;

    /// <summary>Tunes a network.</summary>
    /// <param name="student">The trained float network, in any form (with its normalisations and branches, or without); left as it is.</param>
    /// <param name="train">The images to learn from; the first ranges come from them too.</param>
    /// <param name="validation">The images that choose the epoch.</param>
    /// <param name="options">The settings.</param>
    /// <param name="workFolder">Holds the checkpoint and metrics.jsonl; made when missing.</param>
    /// <param name="teacher">Whose logits to follow; owned from then on. <c>null</c> for the float student itself.</param>
    /// <param name="progress">As in <see cref="Trainer"/>.</param>
    /// <param name="cancellation">Stops at the next step's end, after writing a checkpoint.</param>
    /// <returns>The result; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The settings, the images and the networks do not fit.</exception>
    /// <exception cref="TrainingDivergedException">A loss became NaN or infinite.</exception>
    /// <exception cref="IOException">The work folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a later run goes on from here.</exception>
    public static TuningResult Run(
        ImageClassifier student,
        IImageSet train,
        IImageSet validation,
        TuningOptions options,
        string workFolder,
        ITeacher? teacher = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        using var given = teacher;
        Check(student, train, options, teacher);
        set_num_threads(options.Threads);
        using var network = new FakeQuantizedNetwork(student, options.Quantization);
        Calibrate(network, train, options);
        using var distiller = new QuantizationAwareDistiller(
            network,
            new HintonObjective(options.Temperature, options.LabelWeight, options.TeacherWeight),
            teacher ?? new NetworkTeacher(Reparameterizer.Fuse(student)));
        var before = Evaluation.Evaluate(network, validation, options.Normalization, options.ImageSize, options.LoaderThreads);
        var result = new Trainer(options.Training, distiller, train, validation, workFolder, progress).Run(cancellation);
        return new TuningResult
        {
            Network = distiller.ExtractStudent(),
            Top1Before = before.Top1,
            Training = result,
            Ranges = network.Ranges,
        };
    }

    private static void Check(ImageClassifier student, IImageSet train, TuningOptions options, ITeacher? teacher)
    {
        if (options.CalibrationImages < 1)
        {
            throw new ArgumentException($"{options.CalibrationImages} calibration images: set 1 or more; 512 is usual.");
        }

        if (train.Count == 0)
        {
            throw new ArgumentException("The training set is empty: give it images.");
        }

        if (options.Threads < 1)
        {
            throw new ArgumentException($"{options.Threads} threads: set threads to 1 or more.");
        }

        if (teacher is not null && teacher.ClassCount != student.ClassCount)
        {
            throw new ArgumentException(
                $"The teacher has {teacher.ClassCount} classes but the student {student.ClassCount}: give a teacher of the same classes, or none to follow the float student.");
        }
    }

    private static void Calibrate(FakeQuantizedNetwork network, IImageSet train, TuningOptions options)
    {
        var batchSize = Math.Min(CalibrationBatchSize, Math.Min(options.CalibrationImages, train.Count));
        using var loader = new BatchLoader(train, new BatchLoaderOptions
        {
            BatchSize = batchSize,
            Shuffle = true,
            ShuffleBuffer = options.ShuffleBuffer,
            ShardSamples = options.ShardSamples,
            DropLast = true,
            Seed = options.Seed,
            Threads = options.LoaderThreads,
            ImageSize = options.ImageSize,
            Normalization = options.Normalization,
            Device = Evaluation.DeviceOf(network),
        });
        var count = (options.CalibrationImages + batchSize - 1) / batchSize;
        network.Calibrate(Images(loader.Epoch(0).Take(count)));
    }

    private static IEnumerable<Tensor> Images(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            using (batch)
            {
                yield return batch.Images;
            }
        }
    }
}
