using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Onnx;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Judging;

/// <summary>What was measured of one of the two models.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Precision"><c>int8</c> where its graph quantizes, else <c>fp32</c>.</param>
/// <param name="Accuracy">Its answers.</param>
/// <param name="Latency">Its latency alone.</param>
internal sealed record JudgedModel(string Path, string Precision, AccuracyResult Accuracy, LatencyResult Latency)
{
    /// <summary>The precision of a file.</summary>
    public static string PrecisionOf(string path) =>
        OnnxFile.Load(path).Graph.Node.Any(node => node.OpType == "QuantizeLinear") ? Precisions.Int8 : Precisions.Float32;

    /// <summary>It as evidence.</summary>
    /// <param name="name">What the verdict calls it.</param>
    /// <param name="version">The version.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="images">The digest of the images.</param>
    public ValidationEvidence Evidence(string name, string version, JudgementOptions options, string images) => new()
    {
        Name = name,
        Version = version,
        Profile = options.Profile,
        TestSetSha256 = images,
        Count = Accuracy.Count,
        Labels = Accuracy.Labels,
        Models =
        [
            new()
            {
                Precision = Precision,
                Top1 = Accuracy.Top1,
                Top5 = Accuracy.Top5,
                PerClassRecall = [.. Accuracy.PerClassRecall.Select(c => new RecallEvidence(c.Name, c.Count, c.Recall))],
                Answers = ModelAnswers.Evidence(Accuracy.Answers),
                Latency = LatencyFigures.Evidence(Latency),
                SizeBytes = new FileInfo(Path).Length,
            },
        ],
        TestSetUses = 1,
        Versions = new Dictionary<string, string> { ["onnxRuntime"] = OnnxRuntimeInfo.Version },
        Seed = options.Seed,
    };

    /// <summary>The released one as what the gate compares with.</summary>
    public ReleasedBaseline AsReleased(ValidationEvidence evidence, IReadOnlyList<string> labels)
    {
        var file = System.IO.Path.GetFileName(Path);
        var manifest = new BundleManifest
        {
            Name = evidence.Name,
            Version = evidence.Version,
            Profile = evidence.Profile,
            Input = new InputSpecification
            {
                Name = "input", Layout = "NCHW", Color = "RGB", Height = 1, Width = 1, Mean = [0, 0, 0], Std = [1, 1, 1], Range = [0, 1], Resize = "as its metadata says",
            },
            Output = new OutputSpecification { Name = "logits" },
            Labels = labels,
            Models = [new(Precision, file)],
        };
        var verdict = new Verdict
        {
            Name = evidence.Name, Version = evidence.Version, Outcome = VerdictOutcome.Pass, FirstRelease = true, Profile = evidence.Profile, Rules = [],
        };
        return new ReleasedBaseline(manifest, evidence, verdict) { Folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))! };
    }
}
