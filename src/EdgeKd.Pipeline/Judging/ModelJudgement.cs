using System.Security.Cryptography;
using System.Text;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Pipeline.Diagnosing;
using EdgeKd.Pipeline.Evaluating;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Judging;

/// <summary>Decides by the gate whether any ONNX classifier may take the place of another, without a recipe or a release.</summary>
public static class ModelJudgement
{
    private const string CandidateVersion = "candidate";

    /// <summary>Judges.</summary>
    /// <param name="options">The models and the images.</param>
    /// <param name="progress">Told in words what is done.</param>
    /// <param name="ct">Stops between batches and runs.</param>
    /// <returns>The verdict, with the causes of what is broken.</returns>
    /// <exception cref="InvalidDataException">A model or the images are damaged or do not fit each other; one line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Verdict Run(JudgementOptions options, IProgress<string>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var candidate = OnnxClassifier.Open(options.CandidatePath, new RuntimeOptions { Threads = options.LatencyThreads });
        using var released = OnnxClassifier.Open(options.ReleasedPath, new RuntimeOptions { Threads = options.LatencyThreads });
        using var images = ModelEvaluation.OpenImages(options.DataPath, candidate);
        using var releasedImages = ModelEvaluation.OpenImages(options.DataPath, released);
        if (images.Count != releasedImages.Count || !candidate.Labels.SequenceEqual(released.Labels))
            throw new InvalidDataException($"{options.CandidatePath}: its classes are not those of {options.ReleasedPath} in the same order; judge models of the same classes.");

        var models = Measure(options, [(candidate, images), (released, releasedImages)], progress, ct);
        progress?.Report("latency of both in paired blocks of runs");
        var blocks = PairedBlocksRunner.Run(
            new(candidate, candidate.Normalization), new(released, released.Normalization),
            options.Profile == Profiles.Release ? BlockOptions.Release : BlockOptions.Quick, images, options.Seed, cancellation: ct);

        var digest = DigestOf(images);
        var name = Path.GetFileNameWithoutExtension(options.CandidatePath);
        var evidence = models[0].Evidence(name, CandidateVersion, options, digest);
        var theirs = models[1].Evidence(name, Path.GetFileName(options.ReleasedPath), options, digest);
        // Whatever form both have: one is to take the other's place.
        var baseline = (models[1] with { Precision = models[0].Precision }).AsReleased(
            theirs with { Models = [theirs.FloatModel with { Precision = models[0].Precision }] }, released.Labels);
        var verdict = ReleaseGate.Decide(new GateCase
        {
            Policy = options.Policy ?? DefaultPolicy(evidence.Count),
            Candidate = evidence,
            Baseline = baseline,
            Beside = Beside(baseline, models[0].Precision, digest, blocks),
            Today = DateOnly.FromDateTime(DateTime.UtcNow),
            EarlierModels = options.EarlierPaths.GroupBy(FileDigest.OfFile).ToDictionary(group => group.Key, group => Path.GetFileName(group.First())),
            ModelDigests = new Dictionary<string, string> { [models[0].Precision] = FileDigest.OfFile(options.CandidatePath) },
        });
        progress?.Report("causes");
        return verdict with { Causes = [.. verdict.Causes, .. Diagnose(options, verdict, models, candidate, images, ct)] };
    }

    /// <summary>What is asked for without a policy: top-1 and each class's recall no worse than the other model's, and no slower.</summary>
    /// <param name="images">Images of the test set, which the margin of top-1 follows from.</param>
    public static GatePolicy DefaultPolicy(int images) => new()
    {
        Rules =
        [
            new() { Metric = GateMetrics.Top1, Against = "released", Margin = DefaultMargin.Points(images) },
            new() { Metric = GateMetrics.Recall, Class = "each", Against = "released", Margin = 5 },
            new() { Metric = GateMetrics.LatencyP50Ms, Against = "released", MarginPercent = 10, Margin = 0.05 },
        ],
    };

    private static JudgedModel[] Measure(
        JudgementOptions options, (OnnxClassifier Model, IImageSet Images)[] subjects, IProgress<string>? progress, CancellationToken ct)
    {
        var measured = new List<JudgedModel>();
        foreach (var (model, images) in subjects)
        {
            progress?.Report($"accuracy of {Path.GetFileName(model.Path)} on {images.Count} images");
            // Batches are answered side by side, so each runs on one thread.
            using var single = OnnxClassifier.Open(model.Path, new RuntimeOptions { Threads = 1 });
            var accuracy = AccuracyRunner.Run(single, images, model.Normalization, options.Threads, cancellation: ct);
            var latency = LatencyRunner.Run(model, options.Profile == Profiles.Release ? LatencyOptions.Release : LatencyOptions.Quick, images, model.Normalization, cancellation: ct)
                .ComparedWith(accuracy.Answers);
            measured.Add(new JudgedModel(model.Path, JudgedModel.PrecisionOf(model.Path), accuracy, latency));
        }
        return [.. measured];
    }

    private static BaselineEvidence Beside(ReleasedBaseline baseline, string precision, string images, PairedBlocksResult blocks)
    {
        var model = baseline.Evidence.FloatModel;
        return new BaselineEvidence
        {
            Version = baseline.Evidence.Version,
            TestSetSha256 = images,
            AskedAgain = true,
            Models =
            [
                new()
                {
                    Precision = precision,
                    Answers = model.Answers,
                    SizeBytes = model.SizeBytes,
                    Blocks = [LatencyFigures.Evidence(blocks)],
                },
            ],
        };
    }

    private static IReadOnlyList<Cause> Diagnose(
        JudgementOptions options, Verdict verdict, JudgedModel[] models, OnnxClassifier candidate, IImageSet images, CancellationToken ct)
    {
        var isQuantizedAlone = models[0].Precision == Precisions.Int8 && models[1].Precision == Precisions.Float32;
        var model = new DiagnosedModel
        {
            Precision = models[0].Precision,
            Path = options.CandidatePath,
            FloatPath = isQuantizedAlone ? options.ReleasedPath : null,
            ReleasedPath = options.ReleasedPath,
        };
        return ModelDiagnosis.Of(verdict, [model], images, candidate.Normalization, options.Threads, ct);
    }

    /// <summary>The images by name and label: whoever asks for the same again gets the same.</summary>
    private static string DigestOf(IImageSet images)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < images.Count; i++)
            sha.AppendData(Encoding.UTF8.GetBytes($"{images.LabelOf(i)} {images.NameOf(i)}\n"));
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
