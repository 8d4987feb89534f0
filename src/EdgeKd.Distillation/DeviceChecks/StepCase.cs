using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.DeviceChecks;

/// <summary>A kind of training step that a device is asked to do as the processor does it: network, method and optimizer, small.</summary>
public sealed record StepCase
{
    internal const int ImageSize = 32;
    private const int Classes = 4;
    private const int Images = 16;
    private const int Patches = 4;
    private const int Seed = 1;
    private const string Shallow = "resnet8";

    // The smallest of each family: together they have every operator that networks of the zoo are made of.
    private static readonly string[] Networks =
        [Shallow, "resnet18", "wrn_16_1", "vgg8", "shufflenetv1", "shufflenetv2", "mobilenetv1", "mobilenetv2", "mobilenetv3-small", "mobileone-s0"];

    /// <summary>What stands in reports, such as <c>gpd + kd + dot</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The student, of <see cref="ModelZoo.Names"/>.</summary>
    public string Network { get; init; } = "mobilenetv1";

    /// <summary>Method and precision.</summary>
    public DistillerOptions Distiller { get; init; } = new();

    /// <summary>Optimizer, gradient policy, clipping.</summary>
    public TrainingOptions Training { get; init; } = new() { Normalization = new([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]) };

    /// <summary>Whether every image has another one mixed in.</summary>
    public bool Mixed { get; init; }

    /// <summary>How near a device has to come to the processor.</summary>
    public StepTolerance Tolerance { get; init; } = StepTolerance.Float32;

    /// <summary>Every method with every optimizer, alone and within GPD, and what a training may have besides.</summary>
    public static IReadOnlyList<StepCase> Methods { get; } =
    [
        .. from method in ObjectiveFactory.Methods
           from gpd in new[] { false, true }
           from optimizer in new[] { "sgd", "dot" }
           where optimizer == "sgd" || gpd || method != ObjectiveFactory.LabelsOnly
           select Of(method, gpd, optimizer),
        Of("kd", gpd: false, "sgd") with { Name = "kd, mixed images", Mixed = true },
        Of("kd", gpd: false, "sgd") with
        {
            Name = "kd, smoothed and weighed labels",
            Distiller = new DistillerOptions { LabelSmoothing = 0.1, ClassWeights = [0.5, 1, 1, 2] },
        },
    ];

    /// <summary>The smallest network of each family, trained on labels.</summary>
    public static IReadOnlyList<StepCase> Families { get; } =
        [.. Networks.Select(network => Of(ObjectiveFactory.LabelsOnly, gpd: false, "sgd") with { Name = $"ce, {network}", Network = network })];

    /// <summary>Every method, alone and within GPD, in bfloat16; the processor computes in float32.</summary>
    /// <remarks>With a shallow network: an untrained MobileNet multiplies the rounding of its first layers a hundredfold.</remarks>
    public static IReadOnlyList<StepCase> InBFloat16 { get; } =
    [
        .. from method in ObjectiveFactory.Methods
           from gpd in new[] { false, true }
           let same = Of(method, gpd, "sgd")
           select same with
           {
               Name = $"{same.Name}, bf16",
               Network = Shallow,
               Distiller = same.Distiller with { Precision = TrainingPrecision.BFloat16 },
               Tolerance = StepTolerance.BFloat16,
           },
    ];

    /// <summary>All of them, those in bfloat16 where there is autocast.</summary>
    public static IReadOnlyList<StepCase> All { get; } = [.. Methods, .. Families, .. Autocast.IsSupported ? InBFloat16 : []];

    /// <summary>The same step in float32: what the device is compared with.</summary>
    internal StepCase Reference => this with { Distiller = Distiller with { Precision = TrainingPrecision.Float32 } };

    internal IDistiller NewDistiller(ImageClassifier student, Device device)
    {
        var network = ModelZoo.Create(Shallow, new ModelOptions { Classes = Classes });
        var options = Distiller with { ReviewKd = ReviewKdFeatures.Complete(Distiller.ReviewKd, student, network) };
        student.to(device);
        network.to(device);
        return DistillerFactory.Create(
            options, student, new NetworkTeacher(network, ObjectiveFactory.FeatureNames(options).Teacher, ImageSize), ImageSize);
    }

    internal ImageClassifier NewStudent()
    {
        random.manual_seed(Seed);
        var plain = new ModelOptions { Classes = Classes };
        ModelOptions[] wishes = [plain with { Stem = ModelOptions.CifarStem, Width = 0.25 }, plain with { Stem = ModelOptions.CifarStem }];
        return ModelZoo.Create(Network, wishes.FirstOrDefault(wish => ModelZoo.Misfit(Network, wish) is null, plain));
    }

    /// <summary>The same images on every device: one in eight without a label.</summary>
    internal Batch NewBatch(Device device)
    {
        random.manual_seed(Seed + 1);
        using var scope = NewDisposeScope();
        // Patches of colour under noise: noise alone gives images that a network's pooled features cannot tell apart but by rounding.
        var patches = randn(Images, 3, Patches, Patches).repeat_interleave(ImageSize / Patches, 2).repeat_interleave(ImageSize / Patches, 3);
        var images = (patches + (randn(Images, 3, ImageSize, ImageSize) * 0.1)).ToChannelsLast();
        var labels = tensor(Enumerable.Range(0, Images).Select(i => i % 8 == 7 ? (int)CrossEntropy.Unlabelled : i % Classes).ToArray(), ScalarType.Int64);
        var partners = labels.flip(0);
        var shares = linspace(0.1, 0.9, Images, ScalarType.Float32);
        return new Batch(
            images.to(device).DetachFromDisposeScope(),
            labels.to(device).DetachFromDisposeScope(),
            [.. Enumerable.Range(0, Images)],
            mixed: Mixed ? new MixedLabels(partners.to(device).DetachFromDisposeScope(), shares.to(device).DetachFromDisposeScope()) : null);
    }

    private static StepCase Of(string method, bool gpd, string optimizer)
    {
        var plain = new StepCase { Name = string.Join(" + ", new[] { gpd ? "gpd" : null, method, optimizer == "sgd" ? null : optimizer }.OfType<string>()) };
        return plain with
        {
            Distiller = new DistillerOptions { Method = method, Gpd = gpd ? new GpdOptions() : null },
            Training = plain.Training with
            {
                Optimizer = optimizer,
                LearningRate = 0.01,
                GradientClipNorm = gpd ? 5 : null,
                GradientPolicy = (method, optimizer) switch
                {
                    ("dhkd", "dot") => "aligned-separate",
                    ("dhkd", _) => "aligned",
                    (_, "dot") => "separate",
                    _ => "summed",
                },
            },
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
