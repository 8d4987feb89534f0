using EdgeKd.Data.Folders;

namespace EdgeKd.Data;

/// <summary>What a folder of images holds: what has to be known to write a recipe for it.</summary>
public sealed record FolderSurvey
{
    // Each is decoded: 200 tell a mean to a hundredth, 2,000 to a third of that, as far as it takes seconds.
    private const int FewestSampled = 200, MostSampled = 2_000;
    private const long PixelsOfSeconds = 100_000_000;
    private const double LeastDeviation = 0.001;

    /// <summary>The classes, in the order of their labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Images that a network is trained on; validation is not among them.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Images to choose by: of the folder's own validation part, else about what is split off.</summary>
    public required int ValidationCount { get; init; }

    /// <summary>Images to test on.</summary>
    public required int TestCount { get; init; }

    /// <summary>Whether the folder has a validation part of its own.</summary>
    public required bool HasOwnValidation { get; init; }

    /// <summary>Whether the folder has train and test parts of its own; otherwise its images are split.</summary>
    public required bool HasOwnTest { get; init; }

    /// <summary>The training images of the class that has fewest, validation included.</summary>
    public required int SmallestClassCount { get; init; }

    /// <summary>Files that are no image.</summary>
    public required int IgnoredFiles { get; init; }

    /// <summary>Training images that were decoded to know what follows, evenly spread.</summary>
    public required int SampledCount { get; init; }

    /// <summary>Those of them that cannot be decoded, by path.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }

    /// <summary>The median of the shorter sides, in pixels.</summary>
    public required int MedianShorterSide { get; init; }

    /// <summary>Means and standard deviations of the pixels, each image counting the same; the deviations are at least 0.001.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>Looks at a folder of images.</summary>
    /// <param name="folder">A folder a class, below <c>train</c> and <c>test</c> or side by side.</param>
    /// <param name="ct">Stops between images.</param>
    /// <exception cref="InvalidDataException">The folder is not laid out so, or no sampled image can be decoded.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static FolderSurvey Take(string folder, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var source = new ImageFolderSource(new DataOptions { Kind = "image-folder", Path = folder });
        var ownTest = Directory.Exists(Path.Combine(ImageFolderSource.FindRoot(folder), "train"));
        var validation = source.Validation?.Count ?? (int)Math.Round(source.Train.Count * source.ValidationFraction);
        List<int> sides = [];
        List<string> damaged = [];
        double[] sums = new double[3], squares = new double[3];
        var sampled = Math.Min(source.Train.Count, SampleSize(source.Train.FileOf!(0)));
        for (var i = 0; i < sampled; i++)
        {
            ct.ThrowIfCancellationRequested();
            var path = source.Train.FileOf!((int)((long)i * source.Train.Count / sampled));
            try
            {
                var image = ImageFileReader.Decode(path);
                sides.Add(Math.Min(image.Height, image.Width));
                Add(image, sums, squares);
            }
            catch (InvalidDataException)
            {
                damaged.Add(path);
            }
        }
        if (sides.Count == 0)
            throw new InvalidDataException($"{folder}: none of {sampled} images can be decoded, among them {damaged[0]}; give JPEG, PNG, BMP or WebP files");
        sides.Sort();
        return new FolderSurvey
        {
            ClassNames = source.ClassNames,
            TrainCount = source.Train.Count - (source.Validation is null ? validation : 0),
            ValidationCount = validation,
            TestCount = source.Test.Count,
            HasOwnValidation = source.Validation is not null,
            HasOwnTest = ownTest,
            SmallestClassCount = source.Train.Labels.CountBy(label => label).Min(count => count.Value),
            IgnoredFiles = source.IgnoredFiles,
            SampledCount = sampled,
            Damaged = damaged,
            MedianShorterSide = sides[sides.Count / 2],
            Normalization = Of(sums, squares, sides.Count),
        };
    }

    private static int SampleSize(string path)
    {
        try
        {
            var first = ImageFileReader.Decode(path);
            return (int)Math.Clamp(PixelsOfSeconds / ((long)first.Height * first.Width), FewestSampled, MostSampled);
        }
        catch (InvalidDataException)
        {
            return FewestSampled; // it is counted as damaged when its turn comes
        }
    }

    private static void Add(DecodedImage image, double[] sums, double[] squares)
    {
        var pixels = image.Pixels.Length / 3;
        for (var c = 0; c < 3; c++)
        {
            double sum = 0, square = 0;
            for (var i = c; i < image.Pixels.Length; i += 3)
            {
                var value = image.Pixels[i] / 255.0;
                sum += value;
                square += value * value;
            }
            sums[c] += sum / pixels;
            squares[c] += square / pixels;
        }
    }

    private static Normalization Of(double[] sums, double[] squares, int images)
    {
        var mean = Array.ConvertAll(sums, sum => sum / images);
        return new Normalization(
            Array.ConvertAll(mean, value => (float)value),
            [.. squares.Zip(mean, (square, m) => (float)Math.Max(LeastDeviation, Math.Sqrt(Math.Max(0, (square / images) - (m * m)))))]);
    }
}
