using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Distillation.Schedules;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>One training run on the data stage's training and validation parts, as Teacher and Distill make it.</summary>
internal static class Training
{
    public const string FiguresFile = "training.json";
    public const string MetricsFile = "metrics.jsonl";
    public const string ClassesFile = "classes.json";

    // What random crops are resized by; another word when their pixels change.
    private const string ResampledAs = "antialiased";

    /// <summary>The inputs of a training on labels.</summary>
    public static IReadOnlyList<StageInput> LabelledInputs(RunSettings settings) =>
        [TrainingPart.Input(settings), new(StageNames.Data, DataPreparation.ValidationFile)];

    /// <summary>The inputs of a training with a teacher, which learns from unlabelled images too where the recipe has some.</summary>
    public static IReadOnlyList<StageInput> DistillingInputs(RunSettings settings) => HasUnlabelled(settings)
        ? [.. LabelledInputs(settings), new(StageNames.Data, DataPreparation.UnlabelledFile)]
        : LabelledInputs(settings);

    /// <summary>Whether the data stage makes an unlabelled part, and the recipe's method is to use it.</summary>
    public static bool HasUnlabelled(RunSettings settings) =>
        settings.Recipe.Data.Unlabelled.Count > 0 && settings.Recipe.Distill.Unlabelled;

    /// <summary>The files of the training images.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="unlabelled">Whether those without a label are among them.</param>
    public static IReadOnlyList<StageInput> Images(RunSettings settings, bool unlabelled) => unlabelled
        ? [TrainingPart.Input(settings), new(StageNames.Data, DataPreparation.UnlabelledFile)]
        : [TrainingPart.Input(settings)];

    /// <summary>The training images, the labelled ones first: a training on those alone has the same positions.</summary>
    public static IImageSet OpenImages(StageContext context, bool unlabelled)
    {
        var labelled = TrainingPart.Open(context);
        return unlabelled
            ? new ConcatenatedImages(labelled, PackedImages.OpenUnlabelled(context.Input(StageNames.Data, DataPreparation.UnlabelledFile), verify: false))
            : labelled;
    }

    /// <summary>What of the recipe's <c>data</c> section a training reads beside the prepared files.</summary>
    public static object DataSettings(RunSettings settings) => new
    {
        settings.Recipe.Data.ImageSize,
        settings.Recipe.Data.Normalize,
        settings.Recipe.Data.Augment,
        Shuffle = settings.Recipe.Data.ShuffleBuffer > 0 ? new { settings.Recipe.Data.ShuffleBuffer, settings.Recipe.Data.ShardSamples } : null,
        Resampling = settings.Recipe.Data.Augment.RandomResizedCrop is null ? null : $"{ResampledAs} {settings.Recipe.Data.Interpolation}",
    };

    /// <summary>Trains to the end, or goes on where an earlier run with the same key stopped; the kept weights are in the
    /// distiller's student, and how well they know each class in <see cref="ClassesFile"/>.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="name">What progress lines call the training.</param>
    /// <param name="train">Its settings.</param>
    /// <param name="distiller">What is trained, and how.</param>
    /// <param name="seed">The seed of order, dropout and, without views, augmentation.</param>
    /// <param name="distill">The method, where there is one: it decides on unlabelled images, gradients and clipping.</param>
    public static TrainingResult Run(StageContext context, string name, TrainSection train, IDistiller distiller, long seed, DistillSection? distill = null)
    {
        using var trainSet = OpenImages(context, distill is not null && Networks.Distils(distill) && HasUnlabelled(context.Settings));
        using var validationSet = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var trainer = new Trainer(
            Options(context.Settings, name, train, seed, Networks.ImageSize(context.Settings, trainSet)) with
            {
                GradientPolicy = DistillerSettings.GradientPolicy(train, distill),
                GradientClipNorm = train.GradientClipNorm ?? DistillerSettings.GradientClipNorm(distill),
            },
            distiller, trainSet, validationSet, context.WorkFolder, Progress(context));
        var result = trainer.Run(context.Cancellation);
        var classes = TrainingClasses.Of(context);
        if (classes.Weakest(result) is { } weakest)
            context.Note(weakest);
        AtomicFile.WriteAllText(context.Output(ClassesFile), classes.Report(result).ToJsonString(JsonText.Indented) + "\n");
        return result;
    }

    /// <summary>Writes training.json and takes in classes.json (deterministic) and metrics.jsonl (measured: it holds times), which a
    /// network that was only loaded has not.</summary>
    public static Dictionary<string, OutputKind> Record(StageContext context, JsonObject figures)
    {
        AtomicFile.WriteAllText(context.Output(FiguresFile), figures.ToJsonString(JsonText.Indented) + "\n");
        var outputs = Outputs.Deterministic(FiguresFile);
        if (File.Exists(context.Output(ClassesFile)))
            outputs.Add(ClassesFile, OutputKind.Deterministic);
        var metrics = Path.Combine(context.WorkFolder, MetricsFile);
        if (!File.Exists(metrics))
            return outputs;
        File.Copy(metrics, context.Output(MetricsFile));
        return outputs.And(MetricsFile, OutputKind.Measured);
    }

    public static JsonObject Figures(TrainingResult result) => new()
    {
        ["bestEpoch"] = result.BestEpoch,
        ["validationTop1"] = result.ValidationTop1,
        ["validationTop5"] = result.ValidationTop5,
        ["validationLoss"] = result.ValidationLoss,
        ["validationBalancedAccuracy"] = result.ValidationBalancedAccuracy,
    };

    /// <summary>How a training's images are made, whatever their order.</summary>
    public static BatchLoaderOptions Loading(RunSettings settings, TrainSection train, int imageSize) => new()
    {
        AugmentationSeed = TeacherCaching.AugmentationSeed(settings, train),
        Threads = settings.Device.LoaderThreads(settings.Threads),
        ImageSize = imageSize,
        Augmentation = Augmentation(settings),
        Normalization = settings.Normalization,
    };

    private static TrainingOptions Options(RunSettings settings, string name, TrainSection train, long seed, int imageSize) =>
        new TrainingOptions
        {
            Name = name,
            Epochs = train.Epochs,
            BatchSize = train.BatchSize,
            Optimizer = train.Optimizer,
            LearningRate = train.LearningRate,
            Momentum = train.Momentum,
            WeightDecay = train.WeightDecay,
            Nesterov = train.Nesterov ?? train.Optimizer == "sgd",
            Delta = train.Delta,
            Schedule = new ScheduleOptions
            {
                Kind = train.Schedule.Kind,
                WarmUpEpochs = train.Schedule.WarmUpEpochs,
                FinalFactor = train.Schedule.FinalFactor,
                Milestones = train.Schedule.Milestones,
                DropFactor = train.Schedule.Gamma,
            },
            EmaDecay = train.EmaDecay,
            ClassSampling = train.Sampler switch
            {
                "balanced" => ClassSampling.Balanced,
                "square-root" => ClassSampling.SquareRoot,
                _ => ClassSampling.Proportional,
            },
            Seed = seed,
            AugmentationSeed = TeacherCaching.AugmentationSeed(settings, train),
            Views = TeacherCaching.Views(train),
            ShuffleBuffer = settings.Recipe.Data.ShuffleBuffer,
            ShardSamples = settings.Recipe.Data.ShardSamples,
            Threads = settings.Threads,
            Tf32 = train.Tf32,
            LoaderThreads = settings.Device.LoaderThreads(settings.Threads),
            ImageSize = imageSize,
            Augmentation = Augmentation(settings),
            Normalization = settings.Normalization,
            Select = train.Select,
            SelectBy = train.SelectBy ?? "top1",
        };

    private static AugmentationOptions Augmentation(RunSettings settings)
    {
        var augment = settings.Recipe.Data.Augment;
        return new AugmentationOptions
        {
            CropPadding = augment.CropPadding,
            HorizontalFlip = augment.HorizontalFlip,
            RotationDegrees = augment.RotationDegrees,
            RandomResizedCrop = augment.RandomResizedCrop is { } crop
                ? new RandomResizedCropOptions(crop.ScaleMin, crop.ScaleMax, crop.RatioMin, crop.RatioMax, settings.Interpolation)
                : null,
            RandAugment = augment.RandAugment is { } operations ? new RandAugmentOptions(operations.Operations, operations.Magnitude) : null,
            ColorJitter = augment.ColorJitter is { } jitter
                ? new ColorJitterOptions(jitter.Brightness, jitter.Contrast, jitter.Saturation, jitter.Hue)
                : null,
            RandomErasing = augment.RandomErasing is { } erasing
                ? new RandomErasingOptions(erasing.Probability, erasing.ScaleMin, erasing.ScaleMax, erasing.RatioMin, erasing.RatioMax)
                : null,
            Mixup = augment.Mixup is { } mixup ? new MixupOptions(mixup.Alpha, mixup.Probability) : null,
            CutMix = augment.Cutmix is { } cutmix ? new CutMixOptions(cutmix.Alpha, cutmix.Probability) : null,
        };
    }

    /// <summary>Shows a training's progress as the stage's.</summary>
    public static Relay<TrainingProgress> Progress(StageContext context) => new(p =>
    {
        if (p.Message is not null)
        {
            context.Note(p.Message);
            return;
        }
        var done = (p.Epoch - 1 + (p.Steps > 0 ? (double)p.Step / p.Steps : 0)) / p.Epochs;
        var accuracy = p.ValidationTop1 is { } top1 ? string.Create(CultureInfo.InvariantCulture, $", validation top-1 {top1:P1}") : "";
        context.Report(Math.Clamp(done, 0, 1),
            string.Create(CultureInfo.InvariantCulture,
                $"epoch {p.Epoch}/{p.Epochs}, step {p.Step}/{p.Steps}, {p.ImagesPerSecond:N0} images/s, loss {p.Loss:F4}{accuracy}"),
            p.TimeLeft, p.IsEpochEnd);
    });
}
