namespace EdgeKd.Pipeline.Recipes;

/// <summary>Recipe section <c>train</c> of <c>teacher</c> and <c>distill</c>: one training run.</summary>
public sealed record TrainSection : RecipeSection
{
    /// <summary>Passes over the training images.</summary>
    [InRange(1, 10_000)] public int Epochs { get; init; } = 5;

    /// <summary>Images a step.</summary>
    [InRange(1, 65_536)] public int BatchSize { get; init; } = 128;

    /// <summary><c>sgd</c>, or <c>dot</c>: a momentum buffer of its own for each of the two losses (Zhao et al., 2023).</summary>
    [OneOf("sgd", "dot")] public string Optimizer { get; init; } = "sgd";

    /// <summary>Gap Δ of <c>dot</c>: momentum − Δ for the labels' loss, momentum + Δ for the teacher's.</summary>
    [InRange(0, 1)] public double Delta { get; init; } = 0.075;

    /// <summary>Peak learning rate.</summary>
    [InRange(1e-8, 100)] public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of SGD.</summary>
    [InRange(0, 0.9999)] public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay.</summary>
    [InRange(0, 1)] public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether SGD's momentum is Nesterov's; left out, it is (<c>dot</c> has none).</summary>
    public bool? Nesterov { get; init; }

    /// <summary>Largest norm of a step's gradient over all parameters; left out, 5 for <c>gpd</c> and no limit else.</summary>
    [InRange(1e-6, 1e6)] public double? GradientClipNorm { get; init; }

    /// <summary>What the trained network computes in: <c>float32</c>, as when left out, or on a GPU <c>bf16</c> in convolutions and matrix
    /// products. Weights, gradients, losses, the teacher and what is validated stay float32.</summary>
    [OneOf("float32", "bf16")] public string? Precision { get; init; }

    /// <summary>Whether GPUs may compute float32 in TF32, with 10 bits of fraction in the factors; left out, in convolutions and not in
    /// matrix products, as PyTorch.</summary>
    public bool? Tf32 { get; init; }

    /// <summary>How the learning rate changes over the run.</summary>
    public ScheduleSection Schedule { get; init; } = new();

    /// <summary>Share of each label spread over all classes.</summary>
    [InRange(0, 0.9)] public double LabelSmoothing { get; init; }

    /// <summary>Decay a step of the moving average of the weights that is then evaluated and kept; left out, none is made.</summary>
    [InRange(0, 0.999999)] public double? EmaDecay { get; init; }

    /// <summary>How often each class is drawn into an epoch, which is as long in any case: every image once (<c>shuffled</c>, as when left
    /// out), every class equally often (<c>balanced</c>), or by the square root of its images (<c>square-root</c>).</summary>
    [OneOf("shuffled", "balanced", "square-root")] public string? Sampler { get; init; }

    /// <summary>Weights of the classes in the loss against the labels; left out, all count alike.</summary>
    public ClassWeightsSection? ClassWeights { get; init; }

    /// <summary>Views of each image, of <c>distill</c> alone: epoch e shows view e mod <c>views</c>, and the teacher runs once for
    /// each view, whatever the epochs, seeds and methods. 0 or left out: each epoch varies the images anew, and the teacher
    /// runs in each.</summary>
    [InRange(0, 1000)] public int? Views { get; init; }

    /// <summary>Most MiB on disk that the teacher's answers to the views may take; left out, 2048. Its features that do not fit
    /// are not kept, and methods that read them run the teacher.</summary>
    [InRange(1, 10_000_000)] public int? CacheLimitMb { get; init; }

    /// <summary>Which epoch is kept: the <c>best</c> on the validation part, or the <c>last</c>.</summary>
    [OneOf("best", "last")] public string Select { get; init; } = "best";

    /// <summary>What makes an epoch the <c>best</c>: <c>top1</c>, as when left out, or <c>balanced</c> accuracy, the mean of the classes' top-1.</summary>
    [OneOf("top1", "balanced")] public string? SelectBy { get; init; }
}
