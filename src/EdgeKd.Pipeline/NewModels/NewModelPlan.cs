using System.Text.RegularExpressions;
using EdgeKd.Data;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.NewModels;

/// <summary>Everything that a new recipe and policy say, chosen from the images.</summary>
internal sealed partial record NewModelPlan
{
    /// <summary>The largest images, in pixels a side, that networks keep the resolution of in their first layers.</summary>
    public const int LargestSmallImage = 64;

    // Sides that networks are used with; an image is never enlarged to reach one.
    private static readonly int[] UsualSizes = [224, 192, 160, 128, 96, 64, 48, 32];

    // What a distillation from nothing takes to get somewhere, and what a small set can be looked at without learning it by heart.
    private const int UsualSteps = 4_000;
    private const int FewestEpochs = 5, MostEpochs = 60, MostViews = 10;

    public required string Name { get; init; }

    public required FolderSurvey Data { get; init; }

    /// <summary>Pixels a side that the networks see.</summary>
    public required int ImageSize { get; init; }

    public required NewModelTeacher Teacher { get; init; }

    public required NewModelStudent Student { get; init; }

    public required int BatchSize { get; init; }

    public required int Epochs { get; init; }

    public required long SizeLimitBytes { get; init; }

    public int Views => Math.Min(Epochs, MostViews);

    /// <summary>A learning rate of 0.1 at batches of 64, in proportion.</summary>
    public double LearningRate => 0.1 * BatchSize / 64;

    public Normalization Normalization => Teacher.Published ?? Data.Normalization;

    /// <summary>Whether images are kept larger than the networks see them, so that crops have room.</summary>
    public bool CropsParts => ImageSize > LargestSmallImage;

    public int StoredSize => CropsParts ? ImageSize * 8 / 7 : ImageSize;

    public double Chance => 1.0 / Data.ClassNames.Count;

    /// <summary>The least top-1 of a first release: half of the way from chance to all.</summary>
    public double Floor => Math.Round((1 + Chance) / 2, 2);

    public double MarginPoints => DefaultMargin.Points(Data.TestCount);

    public double Int8MarginPoints => Math.Max(0.5, DefaultMargin.Points(Data.TestCount, DefaultMargin.Int8Disagreement));

    /// <summary>What INT8 may lose on the validation images.</summary>
    public double Int8ValidationPoints => Math.Max(0.5, DefaultMargin.Points(Math.Max(1, Data.ValidationCount), DefaultMargin.Int8Disagreement));

    /// <exception cref="ArgumentException">The options do not fit the images or each other.</exception>
    public static NewModelPlan Of(NewModelOptions options, FolderSurvey data)
    {
        var size = data.MedianShorterSide < UsualSizes[^1] ? data.MedianShorterSide : UsualSizes.First(size => size <= data.MedianShorterSide);
        var student = NewModelStudent.Of(size, data.ClassNames.Count, options.TargetSizeBytes);
        var batch = data.TrainCount >= 2_000 ? 64 : data.TrainCount >= 300 ? 32 : 16;
        return new NewModelPlan
        {
            Name = options.Name ?? NameOf(options.Folder),
            Data = data,
            ImageSize = size,
            Teacher = NewModelTeacher.Of(options, size),
            Student = student,
            BatchSize = batch,
            Epochs = options.Epochs ?? Math.Clamp((UsualSteps * batch + data.TrainCount - 1) / Math.Max(1, data.TrainCount), FewestEpochs, MostEpochs),
            SizeLimitBytes = options.TargetSizeBytes ?? RoundUp(student.FloatSizeBytes + (student.FloatSizeBytes / 10)),
        };
    }

    private static string NameOf(string folder)
    {
        var name = OtherCharacters().Replace(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).ToLowerInvariant(), "-").Trim('-', '.', '_');
        return name.Length is > 0 and <= 64 ? name : "my-model";
    }

    // Two digits are enough for a limit that is a guess.
    private static long RoundUp(long bytes)
    {
        long unit = 1;
        while (bytes / unit >= 100)
            unit *= 10;
        return (bytes + unit - 1) / unit * unit;
    }

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex OtherCharacters();
}
