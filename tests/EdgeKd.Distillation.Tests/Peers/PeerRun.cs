using EdgeKd.Benchmarks.Steps;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>Steps of every kind, ours and the peers', from the same weights on the same images; one Python process for all of them.</summary>
/// <remarks>
/// A fresh network is so steep that a rounding error grows up to a thousandfold in a step. Hence three steps in float64, where
/// nothing but rounding may differ, and the first one in float32, as it is timed.
/// </remarks>
[SetUpFixture]
public class PeerRun
{
    private const int BatchSize = 4;
    private const int Steps = 3;

    private const string Uniform = "uniform";

    // A trained teacher's logits; those of a fresh one are several times as large.
    private const double LogitDeviation = 3;

    private static readonly Dictionary<(string Kind, string Decay, ScalarType Type), StepFigures[]> _own = [];
    private static readonly Dictionary<string, IReadOnlyDictionary<string, Tensor>> _start = [];
    private static DirectoryInfo _folder = null!;

    /// <summary>The kinds of step that train something.</summary>
    internal static IReadOnlyList<StepKind> Kinds { get; } = [.. StepKind.All.Where(kind => !kind.IsTeacherAlone)];

    /// <summary>The forms of the peers.</summary>
    internal static IReadOnlyList<string> Forms { get; } = ["published", "tuned"];

    /// <summary>The weights that a kind begins with.</summary>
    internal static IReadOnlyDictionary<string, Tensor> Start(string kind) => _start[kind];

    /// <summary>Our steps.</summary>
    /// <param name="kind">The kind of step.</param>
    /// <param name="form">The form of the peer that they stand beside.</param>
    /// <param name="type">Float32 (one step) or float64 (three).</param>
    internal static StepFigures[] Own(string kind, string form, ScalarType type) => _own[(kind, DecayOf(kind, form), type)];

    /// <summary>A peer's steps, as <see cref="Own"/>; the caller disposes them.</summary>
    internal static StepFigures[] Peer(string kind, string form, ScalarType type)
    {
        using var file = File($"{kind}.{form}.{(type == ScalarType.Float32 ? "float32" : "float64")}.pth");
        return [.. file.Tensors.GroupBy(tensor => tensor.Key.Split('/', 2)[0]).Select(FiguresOf)];
    }

    /// <summary>A file that the peers wrote; the caller disposes it.</summary>
    internal static CheckpointFile File(string name) => CheckpointFile.Load(Path.Combine(_folder.FullName, name));

    [OneTimeSetUp]
    public void RunBoth()
    {
        _folder = Directory.CreateTempSubdirectory("edgekd-peers-");
        var pair = StepPair.Find("cifar");
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var images = randn([Steps * BatchSize, 3, pair.ImageSize, pair.ImageSize]);
        var labels = randint(pair.Classes, [Steps * BatchSize], ScalarType.Int64);
        using var teacher = new NetworkTeacher(pair.Network(pair.Teacher), [FeatureHooks.Pooled], pair.ImageSize);
        using var all = new Batch(images.clone(), labels.clone(), [.. Enumerable.Range(0, Steps * BatchSize)]);
        var answers = teacher.Forward(all);
        var logits = answers.Logits * (LogitDeviation / answers.Logits.std());
        var pooled = answers.Features[FeatureHooks.Pooled];
        Save("batches", [new("images", images), new("labels", labels), new("logits", logits), new("pooled", pooled)]);
        foreach (var kind in Kinds)
        {
            using (var fresh = new OwnSteps(kind, pair, new KeptTeacher(logits, pooled), Uniform))
                _start[kind.Name] = fresh.Copy();
            Save(kind.Name, _start[kind.Name]);
        }

        var peers = Task.Run(() => PythonPeer.RunFile(
            RepositoryFiles.PathOf("tests/peers/compared_steps.py"), [_folder.FullName, pair.Name, $"{BatchSize}", .. Kinds.Select(kind => kind.Name)]));
        foreach (var kind in Kinds)
            foreach (var decay in Forms.Select(form => DecayOf(kind.Name, form)).Distinct())
                foreach (var (type, count) in new[] { (ScalarType.Float32, 1), (ScalarType.Float64, Steps) })
                    _own[(kind.Name, decay, type)] = RunOwn(kind, pair, decay, type, count, images, labels, logits, pooled);
        peers.GetAwaiter().GetResult();
    }

    [OneTimeTearDown]
    public void Remove()
    {
        foreach (var step in _own.Values.SelectMany(steps => steps))
            step.Dispose();
        foreach (var tensor in _start.Values.SelectMany(weights => weights.Values))
            tensor.Dispose();
        _folder.Delete(recursive: true);
    }

    // The published DOT does not decay what the distillation alone reaches in its first step; the tuned one does, as ours by default.
    private static string DecayOf(string kind, string form) => StepKind.Find(kind).Optimizer == "dot" && form == "published" ? "reference" : Uniform;

    private static StepFigures[] RunOwn(
        StepKind kind, StepPair pair, string decay, ScalarType type, int count, Tensor images, Tensor labels, Tensor logits, Tensor pooled)
    {
        set_default_dtype(type);
        try
        {
            using var own = new OwnSteps(kind, pair, new KeptTeacher(logits.to(type), pooled.to(type)), decay);
            own.Load(_start[kind.Name]);
            return
            [
                .. Enumerable.Range(0, count).Select(step =>
                {
                    var (first, end) = (step * BatchSize, (step + 1) * BatchSize);
                    using var batch = new Batch(
                        images[first..end].to(type), labels[first..end].clone(), [.. Enumerable.Range(first, BatchSize)]);
                    return own.Run(batch);
                }),
            ];
        }
        finally
        {
            set_default_dtype(ScalarType.Float32);
        }
    }

    private static StepFigures FiguresOf(IEnumerable<KeyValuePair<string, Tensor>> step)
    {
        var told = step.ToDictionary(tensor => tensor.Key.Split('/', 2)[1], tensor => tensor.Value.clone().DetachFromDisposeScope());
        double? Taken(string name)
        {
            if (!told.Remove(name, out var scalar))
                return null;
            using (scalar)
                return scalar.ToDouble();
        }

        return new(Taken("task")!.Value, Taken("distillation"), told);
    }

    private static void Save(string name, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        PyTorchCheckpoint.Save(Path.Combine(_folder.FullName, $"{name}.pth"), tensors);
}
