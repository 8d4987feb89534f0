using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Store;
using TorchSharp;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Writes the ONNX file, and keeps it only when ONNX Runtime computes the network's logits with it.</summary>
internal sealed class ExportStage : IStage
{
    public const string ModelFile = "model.fp32.onnx";
    public const string ParityFile = "parity.json";
    public const string InputName = "input";
    public const string OutputName = "logits";

    public string Name => StageNames.Export;

    public int Version => 1;

    public StagePlan Plan(RunSettings settings) => new(
        new
        {
            settings.Recipe.Name,
            settings.Recipe.Student,
            settings.Recipe.Export,
            settings.Recipe.Data.ImageSize,
            settings.Recipe.Data.StoredSize,
            settings.Recipe.Data.Normalize,
            settings.Recipe.Data.Interpolation,
            Writer = PipelineVersions.EdgeKd,
        },
        [new(StageNames.Extract, Networks.StudentFile), new(StageNames.Data, DataPreparation.ValidationFile)])
    {
        Seed = settings.StudentSeed,
    };

    public StageProducts Run(StageContext context)
    {
        var settings = context.Settings;
        using var validation = PackedImages.Open(context.Input(StageNames.Data, DataPreparation.ValidationFile), verify: false);
        var size = Networks.ImageSize(settings, validation);
        using var network = Networks.NewStudent(settings.Recipe.Student, validation.ClassNames.Count, settings.StudentSeed);
        Checkpoint.Load(network, context.Input(StageNames.Extract, Networks.StudentFile));
        network.eval();

        var model = Export(network, settings, validation);
        var path = context.Output(ModelFile);
        OnnxFile.Save(model, path);

        torch.set_num_threads(settings.Threads);
        context.Report(null, "comparing ONNX Runtime's logits with the network's");
        using var runtime = OnnxClassifier.Open(path, new RuntimeOptions { Threads = settings.Threads });
        var parity = new ExportParity(network, runtime, settings.Normalization, size);
        var random = parity.OnRandomInputs();
        var real = parity.OnImages(validation);
        var resized = runtime.TakesPixels ? parity.OnImagesOfAnySize() : null;
        ExportParity.Require(random, "random");
        ExportParity.Require(real, "validation");
        if (resized is not null)
            ExportParity.Require(resized, "resized", LogitParity.PixelTolerance);

        var sizeBytes = new FileInfo(path).Length;
        var figures = new JsonObject
        {
            ["sizeBytes"] = sizeBytes,
            ["random"] = JsonSerializer.SerializeToNode(random, JsonText.Indented),
            ["validation"] = JsonSerializer.SerializeToNode(real, JsonText.Indented),
        };
        if (resized is not null)
            figures["resized"] = JsonSerializer.SerializeToNode(resized, JsonText.Indented);
        AtomicFile.WriteAllText(context.Output(ParityFile), figures.ToJsonString(JsonText.Indented) + "\n");
        return new StageProducts
        {
            Outputs = Outputs.Deterministic(ModelFile, ParityFile),
            Summary = string.Create(CultureInfo.InvariantCulture,
                $"{ModelFile} of {sizeBytes:N0} bytes; logits differ by at most {Math.Max(random.MaxRelativeDifference, real.MaxRelativeDifference):0.0e+0} relative, top-1 agrees on {real.Top1Agreement:P1} of {real.Count} images"),
            Figures = figures,
        };
    }

    /// <summary>A network as the recipe exports it: names, form of the input, labels and metadata.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="settings">The run.</param>
    /// <param name="images">Images of the data's side and classes.</param>
    public static ModelProto Export(ImageClassifier network, RunSettings settings, IImageSet images)
    {
        var size = Networks.ImageSize(settings, images);
        return OnnxExporter.Export(network, new ExportOptions
        {
            Height = size,
            Width = size,
            InputName = InputName,
            OutputName = OutputName,
            Opset = settings.Recipe.Export.ResolvedOpset,
            Input = settings.Recipe.Export.Input == ExportSection.Pixels ? InputForm.Pixels : InputForm.Tensor,
            Branches = settings.Recipe.Export.Branches == "keep" ? BranchForm.Keep : BranchForm.Merge,
            Resizing = new ImageResizing(images.Height, settings.Interpolation),
            GraphName = settings.Recipe.Name,
            ProducerVersion = PipelineVersions.EdgeKd,
            Labels = images.ClassNames,
            Mean = settings.Normalization.Mean,
            StandardDeviation = settings.Normalization.StandardDeviation,
        });
    }
}
