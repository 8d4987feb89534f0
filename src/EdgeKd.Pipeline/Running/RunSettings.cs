using System.Security.Cryptography;
using System.Text;
using EdgeKd.Data;
using EdgeKd.Pipeline.Policies;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;
using TorchSharp.Extensions;

namespace EdgeKd.Pipeline.Running;

/// <summary>A recipe with everything settled that a run adds to it.</summary>
internal sealed record RunSettings
{
    public required Recipe Recipe { get; init; }

    /// <summary>Where the releases lie, and where promotion puts them.</summary>
    public required string ReleasesFolder { get; init; }

    /// <summary>Signs the bundle; null leaves it unsigned.</summary>
    public ISigner? Signer { get; init; }

    /// <summary>As <see cref="PipelineOptions.TargetsAgain"/>; it enters no key.</summary>
    public string? TargetsAgain { get; init; }

    /// <summary>Keys that waivers are checked with; null where none are named.</summary>
    public TrustedKeys? Trust { get; init; }

    /// <summary>The day, for what expires (UTC).</summary>
    public DateOnly Today { get; init; } = DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>The recipe's policy file; null where the recipe has its rules in short.</summary>
    public PolicyFile? PolicyFile { get; init; }

    /// <summary>What the model must keep to be released.</summary>
    public GatePolicy Policy => PolicyFile?.Policy ?? ShortPolicy.Of(Recipe.Gate);

    /// <summary>Where relative paths of the recipe start.</summary>
    public required string RecipeFolder { get; init; }

    public required string ArtifactsFolder { get; init; }

    /// <summary>Threads that compute, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Seed of the student's training; the recipe's own except in comparisons.</summary>
    public required long StudentSeed { get; init; }

    /// <summary>All ways of training students that the recipe names: its own, and the arms of its comparison.</summary>
    public required IReadOnlyList<DistillSection> Methods { get; init; }

    /// <summary>Where networks are trained and teachers run.</summary>
    public required ComputeDevice Device { get; init; }

    public static RunSettings From(Recipe recipe, string recipePath, PipelineOptions options)
    {
        if (options.DataPath is not null && recipe.Data.Kind == "shapes")
            throw new ArgumentException("--data was given, but the recipe's data.kind is shapes, which is generated; leave --data out or change the kind");
        if (options.DataPath is null && recipe.Data.Path is null && recipe.Data.Kind != "shapes")
            throw new RecipeException(recipePath, 0, $"data.kind {recipe.Data.Kind} needs images; name their folder with --data or with data.path");
        var data = recipe.Data with { Path = options.DataPath is { } path ? Path.GetFullPath(path) : recipe.Data.Path };
        var device = ComputeDevice.Parse(options.Device ?? recipe.Device);
        RequirePrecision(recipe, recipePath, device);
        var recipeFolder = Path.GetDirectoryName(Path.GetFullPath(recipePath))!;
        return new RunSettings
        {
            RecipeFolder = recipeFolder,
            PolicyFile = recipe.Gate.Policy is { } policy ? PolicyFile.Load(policy) : null,
            // Opened at once: a key that cannot sign is better known before the training than after it.
            Signer = options.Signing?.Open(Environment.GetEnvironmentVariable(SignerChoice.Variable)),
            Trust = (options.TrustPath ?? recipe.Gate.Trust) is { } trust ? TrustedKeys.Load(trust) : null,
            TargetsAgain = options.TargetsAgain is not { Length: > 0 } again || recipe.Validate.Targets.Any(target => target.Name == again && !target.IsMeasuring)
                ? options.TargetsAgain
                : throw new ArgumentException($"--again names '{again}', which is none of the recipe's targets besides this machine ({string.Join(", ", recipe.Validate.Targets.Where(target => !target.IsMeasuring).Select(target => target.Name))})"),
            Recipe = recipe with { Data = data, Profile = options.Profile ?? recipe.Profile },
            ReleasesFolder = Path.GetFullPath(options.ReleasesFolder ?? Path.Combine(recipeFolder, ReleaseRegistry.FolderName)),
            ArtifactsFolder = Path.GetFullPath(options.ArtifactsFolder),
            Threads = (options.Threads ?? recipe.Threads) is > 0 and var threads ? threads : Environment.ProcessorCount,
            StudentSeed = recipe.Seed,
            Device = device,
            Methods = [recipe.Distill, .. recipe.Compare.Arms.Select(arm => arm.Distill)],
        };
    }

    // Of the processor's operators libtorch 1.13 has several in float32 alone, and none is faster in bfloat16.
    private static void RequirePrecision(Recipe recipe, string recipePath, ComputeDevice device)
    {
        IEnumerable<(string At, TrainSection Train)> trainings =
        [
            .. recipe.Teacher.IsLoaded ? Array.Empty<(string, TrainSection)>() : [("teacher.train", recipe.Teacher.Train)],
            ("distill.train", recipe.Distill.Train),
            .. recipe.Compare.Arms.Select((arm, index) => ($"compare.arms[{index}].distill.train", arm.Distill.Train)),
        ];
        foreach (var (at, train) in trainings.Where(training => training.Train.Precision == "bf16"))
        {
            var problem = device.IsCpu ? "which is for GPUs, and this run trains on the processor; set device: cuda"
                : Autocast.IsSupported ? null
                : "and TorchSharp's package has no autocast; build with EdgeKdPackages=system";
            if (problem is not null)
                throw new RecipeException(recipePath, 0, $"{at}.precision is bf16, {problem}, or precision: float32");
        }
    }

    /// <summary>The model's waivers, checked.</summary>
    /// <exception cref="InvalidDataException">One is not signed as it should be.</exception>
    public WaiverReview Waivers() => WaiverReview.Of(Path.Combine(RecipeFolder, WaiverFile.FileName), Recipe.Name, Trust, Today);

    public Normalization Normalization => new(
        [.. Recipe.Data.Normalize.Mean.Select(v => (float)v)], [.. Recipe.Data.Normalize.Std.Select(v => (float)v)]);

    public Interpolation Interpolation => Recipe.Data.Interpolation == "bicubic" ? Interpolation.Bicubic : Interpolation.Bilinear;

    /// <summary>A seed of its own for each purpose, so that no two share their random numbers: the first 31 bits of
    /// SHA-256("seed/purpose").</summary>
    public static long DeriveSeed(long seed, string purpose) =>
        BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}"))) & 0x7FFFFFFF;
}
