using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Predicting;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Explaining;

/// <summary>The forms of one model, to be asked about an image.</summary>
internal sealed class ModelForms
{
    /// <summary>What the trained network is called among the forms.</summary>
    public const string Network = "network";

    private const int MostClasses = 5;
    private const string TwinsFile = "twins.onnx";

    /// <summary>The model files by precision, the float one first.</summary>
    public required IReadOnlyList<(string Precision, string Path)> Files { get; init; }

    /// <summary>The class names.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How pixels become numbers.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>The trained network in evaluation mode; null where there is none.</summary>
    public ImageClassifier? TrainedNetwork { get; init; }

    /// <summary>The targets that run the files too; null for none.</summary>
    public TargetForms? Targets { get; init; }

    /// <summary>Sends an image through all forms.</summary>
    /// <param name="name">What the image is called.</param>
    /// <param name="image">The image, of any size.</param>
    /// <param name="folder">Where files may lie meanwhile.</param>
    /// <param name="ct">Stops between layers' comparison and targets.</param>
    public ImageExplanation Ask(string name, DecodedImage image, string folder, CancellationToken ct)
    {
        var logits = new List<(string Form, float[] Logits)>();
        IReadOnlyList<ExplainedLayer> layers = [];
        IReadOnlyList<string> failures = [];
        SingleImage? square = null;
        foreach (var (precision, path) in Files)
        {
            using var model = OnnxClassifier.Open(path, new RuntimeOptions { Threads = 1 });
            var cut = model.TakesPixels ? image : ImageDecoder.ResizeAndCrop(image, model.ShorterSide, model.Height, model.Interpolation);
            if (logits.Count == 0 && TrainedNetwork is not null)
                logits.Add((Network, AskNetwork(ImageDecoder.ResizeAndCrop(image, model.ShorterSide, model.Height, model.Interpolation))));
            // Runners take square images and cut the model's window out of them themselves.
            square ??= Targets is null ? null : new(ImageDecoder.ResizeAndCrop(image, model.ShorterSide, model.ShorterSide, model.Interpolation), Labels);
            logits.Add((precision, BundlePredictor.Answer(model, Normalization, image)));
            if (precision == Precisions.Int8)
                layers = Layers(path, cut, folder, ct);
        }

        if (Targets is not null)
        {
            var (answers, failed) = Targets.Ask(Files, square!, folder, ct);
            logits.AddRange(answers);
            failures = failed;
        }

        return new ImageExplanation
        {
            Image = name,
            Forms = [.. logits.Select((form, i) => Answer(form.Form, form.Logits, i == 0 ? null : logits[0].Logits))],
            Layers = layers,
            Failures = failures,
        };
    }

    private FormAnswer Answer(string form, float[] logits, float[]? first) => new(
        form,
        [.. BundlePredictor.Softmax(logits).Select((p, k) => new ClassProbability(Labels[k], p)).OrderByDescending(c => c.Probability).Take(MostClasses)],
        first?.Zip(logits).Max(pair => Math.Abs((double)pair.First - pair.Second)));

    private float[] AskNetwork(DecodedImage cut)
    {
        var numbers = new float[3 * cut.Height * cut.Width];
        Preprocessing.ToModelInput(cut.Pixels, cut.Height, cut.Width, Normalization, numbers);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        return TrainedNetwork!.forward(torch.tensor(numbers, [1, 3, cut.Height, cut.Width])).contiguous().data<float>().ToArray();
    }

    private IReadOnlyList<ExplainedLayer> Layers(string quantized, DecodedImage cut, string folder, CancellationToken ct)
    {
        var twins = new TwinGraph(GraphPreparation.Prepare(OnnxFile.Load(Files[0].Path)), OnnxFile.Load(quantized));
        if (twins.Layers.Count == 0)
            return [];
        var path = Path.Combine(folder, TwinsFile);
        OnnxFile.Save(twins.Model, path);
        using var single = new SingleImage(cut, Labels);
        var differences = ActivationComparison.Run(
            path, [.. twins.Layers.Select(layer => new TensorPair(layer.Output, layer.QuantizedOutput))], single, Normalization, 1, ct);
        return [.. twins.Layers.Zip(differences, (layer, difference) => new ExplainedLayer(layer.Node, Math.Min(difference.SqnrDb, ExplainedLayer.MostDb)))];
    }
}
