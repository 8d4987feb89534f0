using EdgeKd.Data;
using EdgeKd.Distillation.Schedules;

namespace EdgeKd.Distillation.Quantization;

/// <summary>How a network is tuned for integers. With the network and the data it fixes the bytes.</summary>
public sealed record TuningOptions
{
    /// <summary>What progress lines call the tuning.</summary>
    public string Name { get; init; } = "quantization-aware tuning";

    /// <summary>Passes over the training images, at least 1.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Images a step, at least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate at the start; it falls to 0 along a cosine. SGD with Nesterov momentum 0.9, no weight decay.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>T of the softened probabilities, above 0.</summary>
    public double Temperature { get; init; } = 4;

    /// <summary>Weight of the cross entropy with the labels, 0 or more.</summary>
    public double LabelWeight { get; init; } = 0.1;

    /// <summary>Weight of the loss against the teacher, 0 or more.</summary>
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>Training images, without augmentation, that give the activations their first ranges.</summary>
    public int CalibrationImages { get; init; } = 512;

    /// <summary>The integers.</summary>
    public FakeQuantizationOptions Quantization { get; init; } = new();

    /// <summary>Seed of the order and of the augmentation.</summary>
    public long Seed { get; init; }

    /// <summary>Images in the buffer that each epoch's order is drawn through, shard by shard; 0: all are permuted.</summary>
    public int ShuffleBuffer { get; init; }

    /// <summary>Images a shard of that order.</summary>
    public int ShardSamples { get; init; } = 1000;

    /// <summary>Threads of the computation; the bytes depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Threads that prepare batches ahead of need; no bytes depend on it.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Side of the square network input in pixels; 0 takes the data set's own.</summary>
    public int ImageSize { get; init; }

    /// <summary>Random changes to training images, as the student was trained with; <c>null</c> for none.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Per-channel mean and standard deviation, as the student was trained with.</summary>
    public required Normalization Normalization { get; init; }

    internal TrainingOptions Training => new()
    {
        Name = Name,
        Epochs = Epochs,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        Nesterov = true,
        WeightDecay = 0,
        Schedule = new ScheduleOptions(),
        Seed = Seed,
        ShuffleBuffer = ShuffleBuffer,
        ShardSamples = ShardSamples,
        Threads = Threads,
        LoaderThreads = LoaderThreads,
        ImageSize = ImageSize,
        Augmentation = Augmentation,
        Normalization = Normalization,
    };
}
