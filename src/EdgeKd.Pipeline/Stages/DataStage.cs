using System.Globalization;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Pipeline.Locking;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Prepares the parts of the data set: training, validation, test, and unlabelled images where the recipe has some.</summary>
internal sealed class DataStage : IStage
{
    public string Name => StageNames.Data;

    public int Version => 1;

    // Where the images lie does not matter, only what they are: the fingerprint stands for path, address and digest.
    // Normalisation and augmentation happen later, in the loaders.
    // Of locked images the lock alone stands in the fingerprint: then not even their times of change matter.
    public StagePlan Plan(RunSettings settings) => new(
        new { settings.Recipe.Data.Kind, settings.Recipe.Data.ImageSize, settings.Recipe.Data.StoredSize, settings.Recipe.Data.OnDamaged,
            settings.Recipe.Data.ValidationFraction, settings.Recipe.Data.TrainCount, settings.Recipe.Data.TestCount, settings.Recipe.Seed,
            TrainFraction = settings.Recipe.Data.TrainFraction < 1 ? settings.Recipe.Data.TrainFraction : (double?)null,
            LongTail = settings.Recipe.Data.LongTail > 1 ? settings.Recipe.Data.LongTail : (double?)null },
        [])
    {
        Outside = new Dictionary<string, string> { ["source"] = DataPreparation.Fingerprint(Options(settings), RecipeLock.Read(settings)) },
        Seed = Options(settings).Seed,
    };

    public StageProducts Run(StageContext context)
    {
        var progress = new Relay<PreparationProgress>(p => context.Report(
            p.Total > 0 ? (double)p.Done / p.Total : null,
            string.Create(CultureInfo.InvariantCulture, $"{p.Step} {p.Done:N0}{(p.Total > 0 ? $" of {p.Total:N0}" : "")}").TrimStart()));
        RecipeLock.Require(context.Settings, context.Output(DataLock.FileName), progress, context.Cancellation);
        var summary = DataPreparation.Prepare(
            Options(context.Settings), context.OutputFolder, context.Settings.Threads, progress, context.Cancellation);
        if (summary.Skipped.Count > 0)
            context.Note($"{summary.Skipped.Count} damaged images were left out; {DataPreparation.SummaryFile} names them");
        foreach (var note in summary.Notes ?? [])
            context.Note(note);
        if (ClassImbalance.Warning(summary) is { } warning)
            context.Note(warning);
        var outputs = Outputs.Deterministic(
            TrainingPart.FileName(context.Settings), DataPreparation.ValidationFile, DataPreparation.TestFile, DataPreparation.SummaryFile);
        if (context.Settings.Recipe.Data.Lock is not null)
            outputs.Add(DataLock.FileName, OutputKind.Deterministic);
        var figures = Figures(summary);
        var unlabelled = "";
        if (summary.Unlabelled is { Count: var count })
        {
            outputs.Add(DataPreparation.UnlabelledFile, OutputKind.Deterministic);
            figures["unlabelled"] = count;
            unlabelled = string.Create(CultureInfo.InvariantCulture, $", {count:N0} unlabelled");
        }
        return new StageProducts
        {
            Outputs = outputs,
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{summary.Train.Count:N0} training{unlabelled}, {summary.Validation.Count:N0} validation and {summary.Test.Count:N0} test images of {summary.ClassNames.Count} classes, {summary.StoredSize}×{summary.StoredSize}"),
            Figures = figures,
        };
    }

    private static JsonObject Figures(DataSummary summary) => new()
    {
        ["train"] = summary.Train.Count,
        ["validation"] = summary.Validation.Count,
        ["test"] = summary.Test.Count,
        ["classes"] = summary.ClassNames.Count,
        ["skipped"] = summary.Skipped.Count,
    };

    /// <summary>The data that a recipe asks for.</summary>
    public static DataOptions Options(RunSettings settings)
    {
        var data = settings.Recipe.Data;
        return new DataOptions
        {
            Kind = data.Kind,
            Path = data.Path,
            Roots = data.Roots,
            Labels = data.Labels,
            Classes = data.Classes,
            SplitsByGroup = data.Split == "by group",
            Url = data.Url,
            Sha256 = data.Sha256,
            ImageSize = data.ImageSize,
            StoredSize = data.StoredSize,
            Interpolation = settings.Interpolation,
            ValidationFraction = data.ValidationFraction,
            TestFraction = data.TestFraction,
            TrainFraction = data.TrainFraction,
            LongTail = data.LongTail,
            Unlabelled = data.Unlabelled,
            BaseFolder = settings.RecipeFolder,
            OnDamaged = data.OnDamaged,
            Keep = data.Keep,
            Mixed = data.ShuffleBuffer > 0,
            ShardCacheMb = data.ShardCacheMb,
            Seed = RunSettings.DeriveSeed(settings.Recipe.Seed, "data"),
            TrainCount = data.TrainCount,
            TestCount = data.TestCount,
        };
    }
}
