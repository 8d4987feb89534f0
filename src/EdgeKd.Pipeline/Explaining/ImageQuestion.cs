using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Models;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Quantizing;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Targets;
using EdgeKd.Release;
using TorchSharp;

namespace EdgeKd.Pipeline.Explaining;

/// <summary>Shows where the answer to one image changes on its way from the trained network to the shipped forms.</summary>
public static class ImageQuestion
{
    /// <summary>Asks the models of a bundle.</summary>
    /// <param name="bundlePath">The bundle (.zip).</param>
    /// <param name="image">An image file, or the number of a test image, from 0.</param>
    /// <param name="testPath">The test images (<c>test.images</c>), for a number; null for a file.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="InvalidDataException">The bundle or the image is damaged, or there is no such test image; one line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageExplanation OfBundle(string bundlePath, string image, string? testPath, CancellationToken ct = default)
    {
        if (!File.Exists(bundlePath))
            throw new FileNotFoundException($"{bundlePath}: there is no such bundle");
        using var bundle = BundleReader.Open(bundlePath);
        return InFolder(folder =>
        {
            var manifest = bundle.Manifest;
            foreach (var model in manifest.Models)
                bundle.Extract(model.File, Path.Combine(folder, model.File));
            var forms = new ModelForms
            {
                Files = [.. manifest.Models.Select(model => (model.Precision, Path.Combine(folder, model.File))).OrderByDescending(model => model.Precision == Precisions.Float32)],
                Labels = manifest.Labels,
                Normalization = manifest.Input.Dtype == "uint8" ? Normalization.Symmetric : new Normalization([.. manifest.Input.Mean.Select(v => (float)v)], [.. manifest.Input.Std.Select(v => (float)v)]),
            };
            var evidence = bundle.Manifest.Files.Any(file => file.Path == ValidationEvidence.FileName)
                ? ValidationEvidence.Parse(bundle.Read(ValidationEvidence.FileName), ValidationEvidence.FileName)
                : null;
            return Ask(forms, image, testPath, evidence, folder, ct);
        });
    }

    /// <summary>Asks the trained network of a recipe and what was exported of it; stages that are missing run first.</summary>
    /// <param name="recipePath">The recipe.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="image">An image file, or the number of a test image, from 0.</param>
    /// <param name="askTargets">Whether the recipe's targets are asked as well; one that does not answer is told.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="RecipeException">The recipe cannot be followed.</exception>
    /// <exception cref="InvalidDataException">The image is damaged, or there is no such test image; one line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageExplanation OfRecipe(string recipePath, PipelineOptions options, string image, bool askTargets, IPipelineObserver observer, CancellationToken ct = default)
    {
        var settings = RunSettings.From(RecipeFile.Load(recipePath), recipePath, options);
        var pipeline = new ModelPipeline(settings, observer);
        var quantized = pipeline.Obtain(StageNames.Quantize, ct);
        var exported = pipeline.Obtain(StageNames.Export, ct);
        var data = pipeline.Obtain(StageNames.Data, ct);
        using var validation = PackedImages.Open(data.PathOf(DataPreparation.ValidationFile), verify: false);
        using var network = Networks.NewStudent(settings.Recipe.Student, validation.ClassNames.Count, settings.StudentSeed);
        Checkpoint.Load(network, pipeline.Obtain(StageNames.Extract, ct).PathOf(Networks.StudentFile));
        network.eval();
        torch.set_num_threads(settings.Threads);
        var forms = new ModelForms
        {
            Files = [.. PrecisionList.Read(quantized.PathOf(QuantizeStage.PrecisionsFile)).Precisions
                .Select(entry => (entry.Precision, (entry.Stage == StageNames.Export ? exported : quantized).PathOf(entry.File)))],
            Labels = validation.ClassNames,
            Normalization = settings.Normalization,
            TrainedNetwork = network,
            Targets = askTargets ? new TargetForms(TargetsStage.Others(settings), settings.Recipe.Validate.Threads, TargetLogs.Of(settings)) : null,
        };
        return InFolder(folder => Ask(forms, image, data.PathOf(DataPreparation.TestFile), null, folder, ct));
    }

    private static ImageExplanation Ask(ModelForms forms, string image, string? testPath, ValidationEvidence? evidence, string folder, CancellationToken ct)
    {
        if (!int.TryParse(image, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || File.Exists(image))
            return forms.Ask(image, ImageFile.Decode(image), folder, ct);

        using var test = PackedImages.Open(testPath ?? throw new FileNotFoundException($"{image} is the number of a test image, but the test images are not named; add --data test.images"), verify: false);
        if (number >= test.Count)
            throw new InvalidDataException($"there is no test image {number}; the test set has {test.Count}, from 0");
        var pixels = new byte[test.Height * test.Width * 3];
        test.CopyPixels(number, pixels);
        return forms.Ask(test.NameOf(number), new DecodedImage(test.Height, test.Width, pixels), folder, ct) with
        {
            Label = test.ClassNames[test.LabelOf(number)],
            Recorded = Recorded(evidence, number, forms.Labels),
        };
    }

    private static IReadOnlyList<RecordedAnswer> Recorded(ValidationEvidence? evidence, int image, IReadOnlyList<string> labels) =>
    [
        .. (evidence?.Targets ?? []).SelectMany(target => target.Models, (target, model) => (target.Name, model.Precision, Answer: AnswerOf(model, image)))
            .Where(recorded => recorded.Answer is not null)
            .Select(recorded => new RecordedAnswer(recorded.Name, recorded.Precision, labels[recorded.Answer!.Value])),
    ];

    private static int? AnswerOf(TargetModelEvidence model, int image) =>
        model.Places.Index().Where(place => place.Item == image).Select(place => (int?)model.Predictions[place.Index]).FirstOrDefault();

    private static ImageExplanation InFolder(Func<string, ImageExplanation> ask)
    {
        var folder = Directory.CreateTempSubdirectory("edgekd-why-");
        try
        {
            return ask(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
