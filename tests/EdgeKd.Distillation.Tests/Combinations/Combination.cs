using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Reparameterization;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Combinations;

/// <summary>One of the 26 pairings of objective, optimizer and reparameterization, with random settings.</summary>
internal sealed record Combination(string Method, string Optimizer, bool Gpd, string Alignment, int Ratio, int Branches, Gauge Gauge, int Seed)
{
    private const int ImageSize = 8;

    /// <summary>24 with a static teacher, and GPD* (the labels within GPD) with either optimizer.</summary>
    public static IReadOnlyList<(string Method, string Optimizer, bool Gpd)> All { get; } =
    [
        .. from method in ObjectiveFactory.Methods
           from optimizer in new[] { "sgd", "dot" }
           from gpd in new[] { false, true }
           where method != ObjectiveFactory.LabelsOnly || gpd
           select (method, optimizer, gpd),
    ];

    public static Arbitrary<Combination> Arbitrary { get; } =
        (from pairing in Gen.Elements([.. All])
         from alignment in Gen.Elements("none", "aligned", "aligned-shared")
         from ratio in Gen.Choose(2, 3)
         from branches in Gen.Elements(0, 1, 6)
         from gauge in Gen.Elements(Gauge.Official, Gauge.Unit)
         from seed in Gen.Choose(0, 1000)
         select new Combination(pairing.Method, pairing.Optimizer, pairing.Gpd, alignment, ratio, branches, gauge, seed)).ToArbitrary();

    public TrainingOptions Training { get; } = new()
    {
        Epochs = 2,
        BatchSize = 16,
        // DOT's larger momentum makes its steps several times as long; DIST's loss, and with it the gradient, carries τ² = 16.
        LearningRate = Optimizer == "dot" || Method == "dist" ? 0.002 : 0.01,
        Momentum = 0.9,
        Delta = 0.05,
        Optimizer = Optimizer,
        GradientPolicy = PolicyOf(Method, Optimizer, Alignment),
        GradientClipNorm = Gpd ? 5 : null,
        Seed = Seed,
        Augmentation = new AugmentationOptions { CropPadding = 1, HorizontalFlip = true },
        Normalization = ToySet.Normalization,
    };

    /// <summary>Student and distiller with fresh weights of this seed, as a new process makes them.</summary>
    public (SmallNetwork Student, IDistiller Distiller) Create()
    {
        var options = new DistillerOptions
        {
            Method = Method,
            Gpd = Gpd
                ? new GpdOptions { Expansion = new ExpansionOptions { Ratio = Ratio, Branches = Branches, Gauge = Gauge } }
                : null,
        };
        var network = TaughtNetwork.Create();
        var student = new SmallNetwork(Seed, 8);
        options = options with { ReviewKd = ReviewKdFeatures.Complete(options.ReviewKd, student, network) };
        random.manual_seed(Seed);
        var teacher = Method == ObjectiveFactory.LabelsOnly
            ? null
            : new NetworkTeacher(network, ObjectiveFactory.FeatureNames(options).Teacher, ImageSize);
        return (student, DistillerFactory.Create(options, student, teacher, ImageSize));
    }

    /// <summary>Trains on one batch over and over, as the trainer does.</summary>
    /// <param name="distiller">Of <see cref="Create"/>.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="steps">How often.</param>
    /// <param name="check">Sees each step's losses.</param>
    /// <returns>The sum of both losses before each step.</returns>
    public double[] TotalLosses(IDistiller distiller, Batch batch, int steps, Action<DistillationLosses>? check = null)
    {
        Parameter[] parameters = [.. distiller.Parameters.Select(p => p.Parameter)];
        using var optimizer = OptimizerFactory.Create(Training, distiller.Parameters);
        var policy = GradientPolicyFactory.Create(Training.GradientPolicy);
        distiller.BeginEpoch(1);
        distiller.Train(true);
        var totals = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            using var losses = distiller.Forward(batch);
            check?.Invoke(losses);
            totals[step] = losses.Task.ToSingle() + (losses.Distillation?.ToSingle() ?? 0);
            var gradients = policy.Compute(losses, parameters);
            if (Training.GradientClipNorm is { } limit)
            {
                GradientClipping.Clip(gradients, limit);
            }

            optimizer.Step(gradients, Training.LearningRate);
        }

        return totals;
    }

    private static string PolicyOf(string method, string optimizer, string alignment) => (method == "dhkd" ? alignment : "none", optimizer) switch
    {
        ("none", "dot") => "separate",
        ("none", _) => "summed",
        (var aligned, "dot") => $"{aligned}-separate",
        (var aligned, _) => aligned,
    };
}
