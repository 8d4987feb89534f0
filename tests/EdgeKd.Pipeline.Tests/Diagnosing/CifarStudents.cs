using EdgeKd.Data;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;

namespace EdgeKd.Pipeline.Tests.Diagnosing;

/// <summary>Students of CIFAR-10 that go on from a trained one for an epoch on some of the training images: as different as two trainings
/// of the same recipe are.</summary>
internal sealed class CifarStudents : IDisposable, IPipelineObserver
{
    private const int ImagesAClass = 500;
    private const int FirstEpochs = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly string? _checkpoint;

    /// <param name="data">CIFAR-10 as a folder with train/ and test/, a folder a class each.</param>
    /// <param name="checkpoint">student.safetensors of models/mobilenetv2-cifar10; null trains one from its labels.</param>
    public CifarStudents(string data, string? checkpoint)
    {
        Clean = Folder(data, "clean", relabelled: false);
        Relabelled = Folder(data, "relabelled", relabelled: true);
        _checkpoint = checkpoint is null ? Obtain(Clean, 0, FirstEpochs, 0.1, StageNames.Extract, Networks.StudentFile) : Path.GetFullPath(checkpoint);
    }

    /// <summary>Training images as they are, and all test images.</summary>
    public string Clean { get; }

    /// <summary>The same with nearly all cats among the dogs.</summary>
    public string Relabelled { get; }

    public string TestImages => Path.Combine(Clean, "test");

    /// <summary>Trains a student further.</summary>
    /// <param name="data"><see cref="Clean"/> or <see cref="Relabelled"/>.</param>
    /// <param name="seed">The recipe's seed.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="learningRate">The first learning rate.</param>
    /// <returns>The float ONNX file.</returns>
    public string Train(string data, int seed, int epochs = 1, double learningRate = 0.005) =>
        Obtain(data, seed, epochs, learningRate, StageNames.Export, "model.fp32.onnx");

    private string Obtain(string data, int seed, int epochs, double learningRate, string stage, string output)
    {
        var recipe = _folder.File($"recipe-{Path.GetFileName(data)}-{seed}.yaml");
        var checkpoint = _checkpoint is null ? "" : $", checkpoint: {_checkpoint}";
        File.WriteAllText(recipe, FormattableString.Invariant($$"""
            name: planted
            version: 1.0.0
            seed: {{seed}}
            threads: 1
            data:
              kind: image-folder
              imageSize: 32
              normalize: { mean: [0.4914, 0.4822, 0.4465], std: [0.2470, 0.2435, 0.2616] }
              augment: { cropPadding: 4, horizontalFlip: true }
            teacher: { model: resnet8 }
            student: { model: mobilenetv2, width: 0.5, stem: cifar, stage2Stride: 2{{checkpoint}} }
            distill: { method: ce, train: { epochs: {{epochs}}, batchSize: 64, learningRate: {{learningRate}}, weightDecay: 0.0005 } }
            """));
        var options = new PipelineOptions { ArtifactsFolder = _folder.File("artifacts"), DataPath = data };
        return ModelPipeline.Open(recipe, options, this).Obtain(stage, CancellationToken.None).PathOf(output);
    }

    public void Dispose() => _folder.Dispose();

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

    private string Folder(string data, string name, bool relabelled)
    {
        var target = _folder.File(name);
        foreach (var source in Directory.GetDirectories(Path.Combine(data, "train")))
        {
            var label = Path.GetFileName(source);
            foreach (var (i, file) in Directory.GetFiles(source).Order(StringComparer.Ordinal).Take(ImagesAClass).Index())
                Copy(file, Path.Combine(target, "train", relabelled && label == "cat" && i >= ImagesAClass / 20 ? "dog" : label, $"{label}-{Path.GetFileName(file)}"));
        }
        foreach (var file in Directory.GetFiles(Path.Combine(data, "test"), "*", SearchOption.AllDirectories))
            Copy(file, Path.Combine(target, "test", Path.GetRelativePath(Path.Combine(data, "test"), file)));
        return target;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
