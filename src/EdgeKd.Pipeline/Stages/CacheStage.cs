using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using EdgeKd.Pipeline.Teachers;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Runs the teacher once over every view of the training images and keeps what it says, for every student to come.</summary>
internal sealed class CacheStage : IStage
{
    public string Name => StageNames.Cache;

    public int Version => 3;

    public bool Trains => true;

    public StagePlan Plan(RunSettings settings)
    {
        if (!TeacherCaching.IsOn(settings))
            throw new ArgumentException("the recipe keeps no teacher's answers: distill.train.views is not set, or the method has no teacher");
        var train = settings.Recipe.Distill.Train;
        return new StagePlan(
            new
            {
                Views = TeacherCaching.Views(train),
                LimitMb = TeacherCaching.LimitMb(train),
                Features = TeacherCaching.WantedFeatures(settings),
                Data = Training.DataSettings(settings),
                settings.Recipe.Seed,
            },
            [.. TeacherFiles.Inputs(settings.Recipe), .. TeacherCaching.Images(settings)])
        {
            Seed = settings.Recipe.Seed,
        };
    }

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        var train = settings.Recipe.Distill.Train;
        torch.set_num_threads(settings.Threads);
        using var images = Training.OpenImages(context, TeacherCaching.HoldsUnlabelled(settings));
        var size = Networks.ImageSize(settings, images);
        var views = TeacherCaching.Views(train);
        var features = FittingFeatures(context, images, size);
        using var teacher = Networks.OpenTeacher(context, [.. features.Select(feature => feature.Name)], size);
        var description = new TeacherCacheDescription
        {
            TeacherSha256 = TeacherFiles.Digest(context),
            DataSha256 = FileDigest.OfText(string.Join(' ', TeacherCaching.Images(settings).Select(input => context.DigestOf(input.Stage, input.Output)))),
            AugmentationSha256 = TeacherCaching.AugmentationDigest(settings),
            Views = views,
            Count = images.Count,
            Classes = teacher.ClassCount,
            Features = features,
        };
        // Written where a kill leaves it, so that finished views are not made again.
        var work = Path.Combine(context.WorkFolder, TeacherCaching.CacheFile);
        var progress = new Relay<double>(done => context.Report(done, string.Create(
            CultureInfo.InvariantCulture, $"view {Math.Min(views, (int)(done * views) + 1)} of {views}, {done:P0} of {(long)views * images.Count:N0} images")));
        TeacherCacheWriter.Write(work, description, teacher, images, Training.Loading(settings, train, size), progress, context.Cancellation);
        File.Move(work, context.Output(TeacherCaching.CacheFile));

        var sizeBytes = views * description.ViewSizeBytes;
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(TeacherCaching.CacheFile),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"the teacher's {string.Join(", ", features.Select(f => f.Name).Prepend("logits"))} of {views} views of {images.Count:N0} images, {sizeBytes:N0} bytes"),
            Figures = new JsonObject
            {
                ["views"] = views,
                ["images"] = images.Count,
                ["features"] = new JsonArray([.. features.Select(feature => JsonValue.Create(feature.Name))]),
                ["sizeBytes"] = sizeBytes,
            },
        };
    }

    private static IReadOnlyList<CachedFeature> FittingFeatures(StageContext context, IImageSet images, int size)
    {
        var train = context.Settings.Recipe.Distill.Train;
        var wanted = TeacherCaching.WantedFeatures(context.Settings);
        using var teacher = Networks.OpenTeacher(context, wanted, size);
        var fitting = TeacherCacheDescription.Fitting(
            TeacherCaching.Views(train), images.Count, teacher.ClassCount, teacher.FeatureShapes, (long)TeacherCaching.LimitMb(train) << 20);
        foreach (var name in wanted.Except(fitting.Select(feature => feature.Name)))
        {
            context.Note(string.Create(CultureInfo.InvariantCulture,
                $"no room for the teacher's feature {name} in {TeacherCaching.LimitMb(train):N0} MiB; methods that read it run the teacher"));
        }
        return fitting;
    }
}
