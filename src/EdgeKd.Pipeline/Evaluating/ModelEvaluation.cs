using EdgeKd.Data;
using EdgeKd.Edge;

namespace EdgeKd.Pipeline.Evaluating;

/// <summary>Measures any ONNX image classifier on any labelled images.</summary>
public static class ModelEvaluation
{
    /// <summary>Answers every image of a set.</summary>
    /// <param name="modelPath">The ONNX file; its metadata names normalisation and, where they differ from the folders, classes.</param>
    /// <param name="dataPath">A folder of class folders (or one with a subfolder <c>test</c> of them), a folder that the data
    /// stage made, or one of its .images files.</param>
    /// <param name="threads">Batches answered at once.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; perhaps from other threads.</param>
    /// <param name="ct">Stops between batches.</param>
    /// <exception cref="InvalidDataException">Model or images are damaged or do not fit each other; one line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AccuracyResult Run(string modelPath, string dataPath, int threads, IProgress<double>? progress, CancellationToken ct)
    {
        using var model = OnnxClassifier.Open(modelPath, new RuntimeOptions { Threads = 1 });
        using var images = OpenImages(dataPath, model);
        var relay = progress is null ? null : new Running.Relay<int>(done => progress.Report((double)done / images.Count));
        return AccuracyRunner.Run(model, images, model.Normalization, threads, relay, ct);
    }

    internal static IImageSet OpenImages(string path, OnnxClassifier model)
    {
        if (File.Exists(path))
            return PackedImages.Open(path);
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"{path}: there is no such folder or .images file");
        var packed = Path.Combine(path, DataPreparation.TestFile);
        if (File.Exists(packed))
            return PackedImages.Open(packed);
        var test = Path.Combine(path, "test");
        if (model.Height != model.Width)
            throw new InvalidDataException($"{model.Path}: its input is {model.Height}×{model.Width} pixels; loose images are only brought to square inputs");
        // A set has one size: for a model that takes pixels, the square of the shorter side, of which the model cuts its input.
        var size = model.TakesPixels ? model.ShorterSide : model.Height;
        return new LooseImages(Directory.Exists(test) ? test : path, model.Labels, model.ShorterSide, size, model.Interpolation);
    }
}
