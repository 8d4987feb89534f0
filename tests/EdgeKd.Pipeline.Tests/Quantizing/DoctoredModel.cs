using System.Runtime.InteropServices;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using Google.Protobuf;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Quantizing;

/// <summary>A MobileNetV1, or another network, of random weights and images that are labelled by its own answers, so that top-1 counts the answers that
/// quantization changes. One channel of a layer can be made so large that the others hardly get an integer, without changing
/// what the network computes.</summary>
internal sealed class DoctoredModel : IDisposable, IPipelineObserver
{
    /// <summary>The classes of its images.</summary>
    public const int Classes = 12;

    private const int Size = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly PackedImages _train, _validation;

    public DoctoredModel(float outlier, Func<ImageClassifier>? network = null)
    {
        DataPreparation.Prepare(
            new DataOptions { TrainCount = 300, TestCount = 12, ImageSize = Size, ValidationFraction = 0.5, Seed = 5 }, _folder.Path, 1, null, default);
        _train = PackedImages.Open(_folder.File(DataPreparation.TrainFile));
        _validation = PackedImages.Open(_folder.File(DataPreparation.ValidationFile));
        Model = GraphPreparation.Prepare(Export(network ?? Plain));
        // Behind a batch's mean the answers differ from image to image.
        var logits = Answers(_train).Logits!;
        AddToBias(Model.Graph.Node.Single(node => node.OpType == "Gemm"), k => -logits.Where((_, i) => i % Classes == k).Average());
        Enlarge(outlier);
        Labelled = new Relabelled(_validation, Answers(_validation).Predictions);
    }

    public ModelProto Model { get; }

    public PackedImages Calibration => _train;

    public IImageSet Labelled { get; }

    /// <summary>The layer with the large channel, and the one that reads it.</summary>
    public (string Maker, string Reader) Outlier { get; private set; }

    public QuantizationTrials Trials(string quantize) => new(Model, Calibration, Labelled, Context(quantize));

    public StageContext Context(string quantize)
    {
        var recipe = RecipeFile.Parse(
            $$"""
            name: tiny
            version: 1.0.0
            threads: 1
            teacher: { model: resnet8 }
            student: { model: mobilenetv1 }
            quantize: { int8: true, {{quantize}} }
            """, "recipe.yaml");
        var settings = RunSettings.From(recipe, "recipe.yaml", new PipelineOptions { ArtifactsFolder = "artifacts" });
        var work = Directory.CreateDirectory(_folder.File("work")).FullName;
        return new StageContext(StageNames.Quantize, settings, new StageWorkspace(work, work), new Dictionary<string, StoredStage>(), [], this, default);
    }

    public string Save(ModelProto model)
    {
        var path = _folder.File("model.onnx");
        OnnxFile.Save(model, path);
        return path;
    }

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        _folder.Dispose();
    }

    public void Started(string stage)
    {
    }

    public void Progressed(StageProgress progress)
    {
    }

    public void Finished(StageOutcome outcome)
    {
    }

    public void Note(string line)
    {
    }

    private static ImageClassifier Plain()
    {
        torch.random.manual_seed(11);
        var network = ModelZoo.Create("mobilenetv1", new ModelOptions { Classes = Classes, Width = 0.25, Stem = "cifar" });
        network.eval();
        return network;
    }

    private ModelProto Export(Func<ImageClassifier> create)
    {
        using var network = create();
        return OnnxExporter.Export(network, new ExportOptions
        {
            Height = Size,
            Width = Size,
            Labels = _validation.ClassNames,
            Mean = [0.5f, 0.5f, 0.5f],
            StandardDeviation = [0.25f, 0.25f, 0.25f],
        });
    }

    private AccuracyResult Answers(IImageSet images)
    {
        using var classifier = OnnxClassifier.Open(Save(Model));
        return AccuracyRunner.Run(classifier, images, classifier.Normalization, keepLogits: true);
    }

    // Relu(s·x)/s is Relu(x): a channel of a convolution times s, and the depthwise convolution behind its Relu over s.
    private void Enlarge(float factor)
    {
        var maker = Model.Graph.Node.Where(node => node.OpType == "Conv").ElementAt(24);
        var relu = Model.Graph.Node.Single(node => node.Input.Contains(maker.Output[0]));
        var reader = Model.Graph.Node.Single(node => node.Input.Contains(relu.Output[0]));
        Outlier = (maker.Name, reader.Name);
        Scale(maker.Input[1], factor);
        Scale(maker.Input[2], factor);
        Scale(reader.Input[1], 1 / factor);
    }

    private void Scale(string constant, float factor) => Change(constant, values =>
    {
        var channels = (int)Constant(constant).Dims[0];
        foreach (ref var value in values[..(values.Length / channels)])
            value *= factor;
    });

    private void AddToBias(NodeProto node, Func<int, float> of) => Change(node.Input[2], values =>
    {
        for (var i = 0; i < values.Length; i++)
            values[i] += of(i);
    });

    private void Change(string constant, SpanAction change)
    {
        var tensor = Constant(constant);
        var bytes = tensor.RawData.ToByteArray();
        change(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        tensor.RawData = ByteString.CopyFrom(bytes);
    }

    private TensorProto Constant(string name) => Model.Graph.Initializer.Single(tensor => tensor.Name == name);

    private delegate void SpanAction(Span<float> values);
}
