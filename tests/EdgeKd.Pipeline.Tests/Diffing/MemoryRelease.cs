using EdgeKd.Onnx;
using EdgeKd.Release;
using Google.Protobuf;

namespace EdgeKd.Pipeline.Tests.Diffing;

/// <summary>A release of two classes whose files lie in memory.</summary>
internal sealed class MemoryRelease : IReleaseFiles
{
    private readonly Dictionary<string, byte[]> _files = [];

    /// <param name="version">Its version.</param>
    /// <param name="labels">The class of each test image, 0 or 1.</param>
    /// <param name="predictions">What it answers.</param>
    /// <param name="weight">A weight of its model.</param>
    /// <param name="testSet">A digit that the digest of the test set is made of.</param>
    /// <param name="recipe">Its recipe; null for none.</param>
    /// <param name="dataLock">The text of its data.lock; null for none.</param>
    public MemoryRelease(string version, int[] labels, int[] predictions, float weight = 1, char testSet = 'a', string? recipe = null, string? dataLock = null)
    {
        using var folder = new TemporaryFolder();
        Evidence(version, labels, predictions, testSet).Save(folder.File("validation.json"));
        _files[ValidationEvidence.FileName] = File.ReadAllBytes(folder.File("validation.json"));
        _files["model.fp32.onnx"] = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
            Graph = new GraphProto { Name = "g", Initializer = { new TensorProto { Name = "w", DataType = (int)TensorProto.Types.DataType.Float, Dims = { 1 }, FloatData = { weight } } } },
        }.ToByteArray();
        if (recipe is not null)
            _files[Lineage.RecipeFileName] = System.Text.Encoding.UTF8.GetBytes(recipe);
        if (dataLock is not null)
            _files[Lineage.DataLockFileName] = System.Text.Encoding.UTF8.GetBytes(dataLock);
        Manifest = new BundleManifest
        {
            Name = "pets",
            Version = version,
            Profile = Profiles.Release,
            Input = new() { Name = "input", Layout = "NCHW", Color = "RGB", Height = 8, Width = 8, Mean = [0, 0, 0], Std = [1, 1, 1], Range = [0, 1], Resize = "none" },
            Output = new() { Name = "logits" },
            Labels = ["cat", "<dog>"],
            Models = [new(Precisions.Float32, "model.fp32.onnx")],
            Files = [.. _files.Select(file => new BundleFile(file.Key, file.Value.Length, new string('0', 64)))],
        };
    }

    public string Where => "memory";

    public BundleManifest Manifest { get; }

    public byte[] Read(string path) => _files[path];

    private static ValidationEvidence Evidence(string version, int[] labels, int[] predictions, char testSet)
    {
        double Recall(int k) => (double)labels.Zip(predictions).Count(pair => pair.First == k && pair.Second == k) / labels.Count(label => label == k);
        return new()
        {
            Name = "pets",
            Version = version,
            Profile = Profiles.Release,
            TestSetSha256 = new string(testSet, 64),
            Count = labels.Length,
            Labels = labels,
            Models =
            [
                new()
                {
                    Precision = Precisions.Float32,
                    Top1 = (double)labels.Zip(predictions).Count(pair => pair.First == pair.Second) / labels.Length,
                    Top5 = 1,
                    PerClassRecall = [new("cat", labels.Count(label => label == 0), Recall(0)), new("<dog>", labels.Count(label => label == 1), Recall(1))],
                    Answers = new()
                    {
                        Top = [.. predictions.SelectMany(prediction => new[] { prediction, 1 - prediction })],
                        Confidence = [.. predictions.Select(_ => 0.9f)],
                        LabelLogProbability = [.. predictions.Zip(labels).Select(pair => MathF.Log(pair.First == pair.Second ? 0.9f : 0.1f))],
                    },
                    Latency = new() { P50Ms = 1, P90Ms = 2, P99Ms = 2, Runs = 2, SamplesMs = [1, 2], Threads = 1, Cpu = "test" },
                    SizeBytes = 10,
                },
            ],
            TestSetUses = 1,
            Versions = new Dictionary<string, string>(),
            Seed = 1,
        };
    }
}
