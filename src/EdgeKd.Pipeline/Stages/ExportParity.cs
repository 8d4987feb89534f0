using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Runs the same inputs through the network and through ONNX Runtime.</summary>
/// <param name="network">The network, in evaluation mode.</param>
/// <param name="runtime">What was exported of it; one that takes pixels gets those of which the network gets numbers.</param>
/// <param name="normalization">How pixels become numbers.</param>
/// <param name="size">Side of the network's input, in pixels.</param>
internal sealed class ExportParity(ImageClassifier network, OnnxClassifier runtime, Normalization normalization, int size)
{
    private const int BatchSize = 32;
    private const int RandomCount = 64;
    private const int ImageCount = 256;
    private const int CountOfEachSize = 4;
    private const long Seed = 20_170_417;

    /// <summary>Compares on standard-normal inputs; for a model that takes pixels, on random pixels of the size that needs no
    /// resizing.</summary>
    public ParityReport OnRandomInputs()
    {
        random.manual_seed(Seed);
        var batches = Enumerable.Range(0, RandomCount / BatchSize);
        return runtime.TakesPixels
            ? Compare(batches.Select(_ => OnPixels(RandomPixels(runtime.ShorterSide, runtime.ShorterSide, BatchSize))))
            : Compare(batches.Select(_ => OnNumbers(randn(BatchSize, 3, size, size))));
    }

    /// <summary>Compares on images, cut and normalised as in training.</summary>
    public ParityReport OnImages(IImageSet images)
    {
        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = BatchSize,
            Shuffle = true,
            Seed = Seed,
            ImageSize = size,
            Normalization = normalization,
        });
        return Compare(loader.Epoch(0).Take(ImageCount / BatchSize).Select(batch =>
        {
            using (batch)
                return runtime.TakesPixels ? OnPixels([.. batch.Indices.Select(index => PixelsOf(images, index))]) : OnNumbers(batch.Images);
        }));
    }

    /// <summary>Compares on random pictures that the model has to resize: portrait, landscape, smaller than the input, one pixel.</summary>
    public ParityReport OnImagesOfAnySize()
    {
        random.manual_seed(Seed);
        var side = runtime.ShorterSide;
        (int Height, int Width)[] sizes = [(2 * side + 5, side + 1), (side + 3, 3 * side + 2), (side, side + 7), (side / 2 + 1, side), (1, 1)];
        return Compare(sizes.Select(s => OnPixels(RandomPixels(s.Height, s.Width, CountOfEachSize))));
    }

    /// <exception cref="InvalidDataException">The logits differ by more than the tolerance.</exception>
    public static void Require(ParityReport report, string inputs, double tolerance = LogitParity.Tolerance)
    {
        if (!report.IsWithin(tolerance))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"the exported model's logits differ from the network's by {report.MaxRelativeDifference:0.0e+0} relative on {report.Count} {inputs} inputs, more than {tolerance:0.0e+0}; a writer for one of its modules is wrong"));
        }
    }

    private static DecodedImage PixelsOf(IImageSet images, int index)
    {
        var pixels = new byte[images.Height * images.Width * 3];
        images.CopyPixels(index, pixels);
        return new DecodedImage(images.Height, images.Width, pixels);
    }

    private static DecodedImage[] RandomPixels(int height, int width, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            using var pixels = randint(0, 256, [height, width, 3], dtype: ScalarType.Byte);
            return new DecodedImage(height, width, pixels.data<byte>().ToArray());
        }),
    ];

    private (float[] Expected, float[] Actual) OnNumbers(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        // The runtime wants N×C×H×W rows; a batch may be laid out channels-last.
        return (Logits(images), runtime.Run(images.contiguous().data<float>().ToArray(), (int)images.shape[0]));
    }

    private (float[] Expected, float[] Actual) OnPixels(IReadOnlyList<DecodedImage> images)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var length = 3 * size * size;
        var numbers = new float[images.Count * length];
        foreach (var (i, image) in images.Index())
        {
            var cut = ImageDecoder.ResizeAndCrop(image, runtime.ShorterSide, size, runtime.Interpolation);
            Preprocessing.ToModelInput(cut.Pixels, size, size, normalization, numbers.AsSpan(i * length, length));
        }

        var pixels = images.SelectMany(image => image.Pixels).ToArray();
        return (Logits(tensor(numbers, [images.Count, 3, size, size])), runtime.RunPixels(pixels, images.Count, images[0].Height, images[0].Width));
    }

    private float[] Logits(Tensor images) => network.forward(images).contiguous().data<float>().ToArray();

    private ParityReport Compare(IEnumerable<(float[] Expected, float[] Actual)> batches)
    {
        List<float> expected = [], actual = [];
        foreach (var batch in batches)
        {
            expected.AddRange(batch.Expected);
            actual.AddRange(batch.Actual);
        }

        return LogitParity.Compare(expected.ToArray(), actual.ToArray(), runtime.ClassCount);
    }
}
