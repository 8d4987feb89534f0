using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Diagnosing;

/// <summary>Finds layers that compute far less exactly than the others.</summary>
internal static class LayerDiagnosis
{
    private const int Images = 200;

    // Eight bits give some 40 dB, each bit less 6 dB less; the layers of a sound model are within some decibels of each other.
    private const double OutlierDb = 10;

    // With less in common one was trained on from the other, which moves layers unequally (27 to 38 dB after an epoch at a small
    // rate), or both are different trainings: their weights say nothing about a single layer.
    private const double SameTrainingDb = 60;

    /// <summary>Compares a quantized model with its float form layer by layer, a float one with the released weights; and looks in
    /// both for weights that were rounded to few bits.</summary>
    public static IEnumerable<Cause> Of(DiagnosedModel model, IImageSet images, Normalization normalization, int threads, CancellationToken ct)
    {
        var file = OnnxFile.Load(model.Path);
        if (Coarse(model, file) is { } coarse)
            return [coarse];
        var differences = model.FloatPath is { } floatPath ? OfItsFloatForm(file, OnnxFile.Load(floatPath), images, normalization, threads, ct)
            : model.ReleasedPath is { } released ? OfTheReleased(file, OnnxFile.Load(released))
            : [];
        return Outliers(differences).Select(layer => new Cause(
            $"layer-sqnr:{layer.Layer}",
            string.Create(CultureInfo.InvariantCulture,
                $"the layer {layer.Layer} of the {model.Precision} model keeps a signal-to-noise ratio of {layer.SqnrDb:F1} dB against {(model.FloatPath is null ? "the released weights" : "its float form")}; the median of {differences.Count} layers is {Median(differences):F1} dB"),
            model.FloatPath is null
                ? "export the model again from its checkpoint, and compare both files by `edgekd inspect`"
                : $"quantize again with more calibration images or another method (quantize.method), or leave the layer in float"));
    }

    private static Cause? Coarse(DiagnosedModel model, ModelProto file)
    {
        var layers = LayerWeight.Of(file);
        var coarse = layers.Select(layer => (layer.Layer, Bits: WeightGrid.BitsOf(layer))).Where(layer => layer.Bits is not null).ToArray();
        // A model that was rounded as a whole was meant to be.
        if (coarse.Length == 0 || coarse.Length > layers.Count / 2)
            return null;
        var (name, bits) = coarse[0];
        var more = coarse.Length > 1 ? $" and {coarse.Length - 1} more" : "";
        return new Cause(
            $"layer-sqnr:{name}",
            string.Create(CultureInfo.InvariantCulture,
                $"the weights of the layer {name}{more} of the {model.Precision} model lie on a grid of {bits} bits, some {6 * bits!.Value:F0} dB, and those of the other {layers.Count - coarse.Length} layers do not"),
            "export or quantize the model again, with 8 bits for every layer");
    }

    private static IReadOnlyList<(string Layer, double SqnrDb)> OfItsFloatForm(
        ModelProto quantized, ModelProto floatModel, IImageSet images, Normalization normalization, int threads, CancellationToken ct)
    {
        var prepared = GraphPreparation.Prepare(floatModel);
        // Layers are paired by the names of their nodes, which a model of another origin may lack.
        if (quantized.Graph.Node.Any(node => node.Name.Length == 0) || quantized.Graph.Node.DistinctBy(node => node.Name).Count() < quantized.Graph.Node.Count)
            return [];
        var twins = new TwinGraph(prepared, quantized);
        if (twins.Layers.Count == 0)
            return [];
        var folder = Directory.CreateTempSubdirectory("edgekd-diagnosis-");
        try
        {
            var path = Path.Combine(folder.FullName, "twins.onnx");
            OnnxFile.Save(twins.Model, path);
            using var some = SelectedImages.Spread(images, Images);
            var pairs = twins.Layers.Select(layer => new TensorPair(layer.Output, layer.QuantizedOutput)).ToArray();
            var differences = ActivationComparison.Run(path, pairs, some, normalization, threads, ct);
            return [.. twins.Layers.Zip(differences, (layer, difference) => (layer.Node, difference.SqnrDb))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<(string Layer, double SqnrDb)> OfTheReleased(ModelProto candidate, ModelProto released)
    {
        (string Layer, double SqnrDb)[] differences =
            [.. WeightDifference.Of(LayerWeight.Of(released), LayerWeight.Of(candidate)).Select(layer => (layer.Layer, layer.SqnrDb))];
        return differences.Length > 0 && Median(differences) >= SameTrainingDb ? differences : [];
    }

    private static IEnumerable<(string Layer, double SqnrDb)> Outliers(IReadOnlyList<(string Layer, double SqnrDb)> layers) =>
        layers.Count < 3 ? [] : layers.Where(layer => layer.SqnrDb < Median(layers) - OutlierDb).OrderBy(layer => layer.SqnrDb).Take(1);

    private static double Median(IReadOnlyList<(string Layer, double SqnrDb)> layers) => layers.Select(layer => layer.SqnrDb).Order().ElementAt(layers.Count / 2);
}
