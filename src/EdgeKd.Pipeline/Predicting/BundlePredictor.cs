using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Predicting;

/// <summary>Classifies image files with a model of a bundle.</summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class BundlePredictor : IDisposable
{
    private const int MaxClasses = 5;
    private readonly OnnxClassifier _model;
    private readonly BundleManifest _manifest;
    private readonly Normalization _normalization;

    private BundlePredictor(OnnxClassifier model, BundleManifest manifest)
    {
        (_model, _manifest) = (model, manifest);
        var input = manifest.Input;
        if (model.Height != input.Height || model.Width != input.Width || model.ClassCount != manifest.Labels.Count || input.Height != input.Width
            || model.TakesPixels != (input.Dtype == "uint8"))
        {
            throw new InvalidDataException(
                $"the bundle {manifest.Name} {manifest.Version} describes {input.Height}×{input.Width} pixels as {input.Dtype} and {manifest.Labels.Count} classes, its model has {model.Height}×{model.Width} as {(model.TakesPixels ? "uint8" : "float32")} and {model.ClassCount}; pack it again");
        }
        _normalization = new Normalization([.. input.Mean.Select(v => (float)v)], [.. input.Std.Select(v => (float)v)]);
    }

    /// <summary>Opens a bundle, checks it, and loads one of its models.</summary>
    /// <param name="bundlePath">The .zip file.</param>
    /// <param name="precision">One of <see cref="Precisions"/>; null for the model that the bundle recommends for this machine.</param>
    /// <exception cref="InvalidDataException">The bundle is damaged; the message names the part. Or it holds no such model.</exception>
    /// <exception cref="IOException">The bundle cannot be read.</exception>
    public static BundlePredictor Open(string bundlePath, string? precision = null)
    {
        if (!File.Exists(bundlePath))
            throw new FileNotFoundException($"{bundlePath}: there is no such bundle");
        using var bundle = BundleReader.Open(bundlePath);
        // The runtime loads from a path; once loaded the file is not needed.
        var folder = Directory.CreateTempSubdirectory("edgekd-predict-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            bundle.Extract(bundle.Manifest.Model(precision).File, path);
            var model = OnnxClassifier.Open(path, new RuntimeOptions { Threads = 1 });
            try
            {
                return new BundlePredictor(model, bundle.Manifest);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Classifies one image.</summary>
    /// <param name="imagePath">A JPEG, PNG, BMP or WebP file.</param>
    /// <exception cref="InvalidDataException">The image is damaged; the message names it.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public Prediction Predict(string imagePath)
    {
        var probabilities = Softmax(Answer(_model, _normalization, ImageFile.Decode(imagePath)));
        return new Prediction(imagePath,
        [
            .. probabilities.Select((p, k) => new ClassProbability(_manifest.Labels[k], p))
                .OrderByDescending(c => c.Probability).Take(MaxClasses),
        ]);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>The logits of an image of any size.</summary>
    internal static float[] Answer(OnnxClassifier model, Normalization normalization, DecodedImage image)
    {
        if (model.TakesPixels)
            return model.RunPixels(image.Pixels, 1, image.Height, image.Width);
        var cut = ImageDecoder.ResizeAndCrop(image, model.ShorterSide, model.Height, model.Interpolation);
        var input = new float[3 * cut.Height * cut.Width];
        Preprocessing.ToModelInput(cut.Pixels, cut.Height, cut.Width, normalization, input);
        return model.Run(input, 1);
    }

    internal static double[] Softmax(ReadOnlySpan<float> logits)
    {
        var probabilities = new double[logits.Length];
        double greatest = float.NegativeInfinity, sum = 0;
        foreach (var logit in logits)
            greatest = Math.Max(greatest, logit);
        for (var k = 0; k < logits.Length; k++)
            sum += probabilities[k] = Math.Exp(logits[k] - greatest);
        for (var k = 0; k < probabilities.Length; k++)
            probabilities[k] /= sum;
        return probabilities;
    }
}
