using System.Text.Json.Serialization;
using EdgeKd.Data;
using EdgeKd.Distillation.Metrics;
using EdgeKd.Distillation.Schedules;

namespace EdgeKd.Distillation;

/// <summary>How a network is trained. Together with the distiller, the data and the initial weights it fixes the bytes.</summary>
public sealed record TrainingOptions
{
    /// <summary>What progress lines call this training.</summary>
    public string Name { get; init; } = "train";

    /// <summary>Passes over the training set, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Images a step, at least 2 for networks with batch norm.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The optimizer's name: <c>sgd</c> or <c>dot</c>.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>
    /// How the two losses become gradients: <c>summed</c>, <c>aligned</c> or <c>aligned-shared</c> (DHKD), <c>separate</c> (DOT),
    /// <c>aligned-separate</c> or <c>aligned-shared-separate</c> (both).
    /// </summary>
    public string GradientPolicy { get; init; } = "summed";

    /// <summary>The learning rate before the schedule's factor.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Momentum in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 penalty, 0 or more.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether weight decay also shrinks batch norm's parameters and biases.</summary>
    public bool DecayNormsAndBiases { get; init; } = true;

    /// <summary>Nesterov momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Δ of DOT, from 0 to below 1 − momentum.</summary>
    public double Delta { get; init; } = 0.075;

    /// <summary>
    /// Whether DOT decays parameters that only the distillation loss reaches in their first step too: <c>uniform</c> (yes) or
    /// <c>reference</c> (no, as the released code).
    /// </summary>
    public string DotWeightDecay { get; init; } = "uniform";

    /// <summary>The learning rate's way.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Decay of the moving average of the weights; when set, the average is what is validated and kept.</summary>
    public double? EmaDecay { get; init; }

    /// <summary>Largest L2 norm of a step's gradient over all parameters, above 0; <c>null</c> for no limit.</summary>
    public double? GradientClipNorm { get; init; }

    /// <summary>Seed of shuffling and dropout, and of the augmentation where <see cref="AugmentationSeed"/> is <c>null</c>.</summary>
    public long Seed { get; init; }

    /// <summary>Seed of the augmentation, shared by trainings that a cached teacher serves; <c>null</c> takes <see cref="Seed"/>.</summary>
    public long? AugmentationSeed { get; init; }

    /// <summary>Images in the buffer that each epoch's order is drawn through, shard by shard; 0: all are permuted.</summary>
    public int ShuffleBuffer { get; init; }

    /// <summary>Images a shard of that order.</summary>
    public int ShardSamples { get; init; } = 1000;

    /// <summary>How often the images of each class are drawn into an epoch.</summary>
    public ClassSampling ClassSampling { get; init; }

    /// <summary>Views of each image: epoch e (from 0) shows view e mod this, and an image that <see cref="ClassSampling"/> draws more or
    /// less often the view of the times it was drawn; 0 makes every draw a view of its own.</summary>
    public int Views { get; init; }

    /// <summary>Threads of the computation; the bytes depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether GPUs may compute float32 in TF32; <c>null</c> for libtorch's own setting: in convolutions, not in matrix products.</summary>
    // Left out of the settings' digest where it is not set, so that older checkpoints go on.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Tf32 { get; init; }

    /// <summary>Threads that prepare batches ahead of need; no bytes depend on it.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Side of the square network input in pixels; 0 takes the data set's own.</summary>
    public int ImageSize { get; init; }

    /// <summary>Random changes to training images, or <c>null</c> for none.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Per-channel mean and standard deviation.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>Which epoch's weights to keep: <c>best</c> by <see cref="SelectBy"/> (ties: lower loss), or <c>last</c>.</summary>
    public string Select { get; init; } = "best";

    /// <summary>What makes an epoch the best: validation <c>top1</c>, or <c>balanced</c> accuracy.</summary>
    public string SelectBy { get; init; } = EpochChoice.Top1;
}
