using EdgeKd.Data;
using EdgeKd.Data.Packing;

namespace EdgeKd.Edge;

/// <summary>Answers golden images and compares with the golden logits: what a device does before it takes a release into use.</summary>
public static class GoldenSelfTest
{
    /// <summary>Answers images one by one, as a device does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <returns>A row of K logits an image.</returns>
    /// <exception cref="InvalidDataException">The images do not fit the model.</exception>
    public static IReadOnlyList<float[]> Answer(OnnxClassifier model, IImageSet images, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        var input = new ModelInput(model, images, normalization);
        return [.. Enumerable.Range(0, images.Count).Select(i =>
        {
            using var bound = input.Bind(model, i, 1);
            return bound.Run().ToArray();
        })];
    }

    /// <summary>Tests the model of one precision.</summary>
    /// <param name="folder">A folder that holds <see cref="GoldenAnswers.FileName"/> and <see cref="GoldenAnswers.ImagesFileName"/>.</param>
    /// <param name="precision">The precision.</param>
    /// <param name="model">Its model, opened.</param>
    /// <param name="normalization">How pixels become the model's input.</param>
    /// <returns>What is wrong, in half a sentence; null where every logit is within the tolerance.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, lacks the precision, or does not fit the model.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string? FaultOf(string folder, string precision, OnnxClassifier model, Normalization normalization)
    {
        ArgumentNullException.ThrowIfNull(model);
        var path = Path.Combine(folder, GoldenAnswers.FileName);
        var golden = GoldenAnswers.Load(path);
        if (!golden.Precisions.TryGetValue(precision, out var expected))
            throw new InvalidDataException($"{path}: it has no answers of the precision {precision}.");
        using var images = PackedImages.Open(Path.Combine(folder, GoldenAnswers.ImagesFileName));
        if (images.Count != golden.Count || expected.Logits[0].Length != model.ClassCount)
            throw new InvalidDataException($"{path}: {golden.Count} answers of {expected.Logits[0].Length} classes do not belong to {images.Count} images and a model of {model.ClassCount} classes.");
        var actual = Answer(model, images, normalization);
        var difference = LargestDifference(expected.Logits, actual);
        return difference <= expected.Tolerance
            ? null
            : FormattableString.Invariant($"{precision} is {difference:G3} from the golden logits, and {expected.Tolerance:G3} is allowed, first on image {First(expected, actual)}");
    }

    /// <summary>The largest |expected − actual| of all logits; infinite where one is no finite number.</summary>
    internal static double LargestDifference(IReadOnlyList<float[]> expected, IReadOnlyList<float[]> actual) =>
        expected.Zip(actual).Max(rows => rows.First.Zip(rows.Second).Max(pair => Distance(pair.First, pair.Second)));

    private static int First(GoldenPrecision expected, IReadOnlyList<float[]> actual) =>
        actual.Index().First(row => row.Item.Zip(expected.Logits[row.Index]).Any(pair => Distance(pair.First, pair.Second) > expected.Tolerance)).Index;

    private static double Distance(float expected, float actual) =>
        Math.Abs((double)expected - actual) is var distance && double.IsNaN(distance) ? double.PositiveInfinity : distance;
}
