using EdgeKd.Data;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Stages;

/// <summary>The data stage's labelled training images: packed, or listed where the recipe keeps them encoded.</summary>
internal static class TrainingPart
{
    /// <summary>Its file.</summary>
    public static string FileName(RunSettings settings) => IsEncoded(settings) ? DataPreparation.TrainListFile : DataPreparation.TrainFile;

    /// <summary>The part as a stage's input.</summary>
    public static StageInput Input(RunSettings settings) => new(StageNames.Data, FileName(settings));

    /// <summary>The SHA-256 of its file.</summary>
    public static string Digest(StageContext context) => context.DigestOf(StageNames.Data, FileName(context.Settings));

    /// <summary>Opens the part for a stage that has declared it.</summary>
    public static IImageSet Open(StageContext context) =>
        Open(context.Settings, context.Input(StageNames.Data, FileName(context.Settings)));

    /// <summary>Opens the part.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="path">The data stage's file; its digest has been checked.</param>
    public static IImageSet Open(RunSettings settings, string path) =>
        IsEncoded(settings) ? EncodedImages.Open(path, DataStage.Options(settings)) : PackedImages.Open(path, verify: false);

    private static bool IsEncoded(RunSettings settings) => settings.Recipe.Data.Keep == "encoded";
}
