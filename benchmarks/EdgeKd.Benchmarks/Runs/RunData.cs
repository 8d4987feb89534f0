using EdgeKd.Data;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>The images of a whole run: packed for this project, and as bare bytes for the peers.</summary>
internal sealed class RunData : IDisposable
{
    private const string FolderName = "run-data", TrainBytes = "train.bin", ValidationBytes = "validation.bin";

    private RunData(string folder)
    {
        Train = PackedImages.Open(Path.Combine(folder, DataPreparation.TrainFile));
        Validation = PackedImages.Open(Path.Combine(folder, DataPreparation.ValidationFile));
    }

    /// <summary>The training images.</summary>
    public IImageSet Train { get; }

    /// <summary>The validation images, a tenth that training leaves out.</summary>
    public IImageSet Validation { get; }

    /// <summary>Prepares them.</summary>
    /// <param name="source">A folder with <c>train</c> and <c>test</c>, a folder a class; or CIFAR-10's binary version.</param>
    /// <param name="output">The folder of results.</param>
    /// <exception cref="InvalidDataException">There are no such images, or too few for a batch.</exception>
    public static void Prepare(string source, string output)
    {
        var folder = Folder(output);
        var kind = Directory.Exists(Path.Combine(source, "train")) ? "image-folder" : "cifar10";
        DataPreparation.Prepare(new() { Kind = kind, Path = source, Seed = 1 }, folder, Environment.ProcessorCount, null, CancellationToken.None);
        using var data = Open(output);
        if (Math.Min(data.Train.Count, data.Validation.Count) < IRunPart.BatchSize)
            throw new InvalidDataException(
                $"{source}: {data.Train.Count} training and {data.Validation.Count} validation images are too few; give {IRunPart.BatchSize} or more of each.");
        BenchmarkImages.WriteBytes(data.Train, Path.Combine(folder, TrainBytes));
        BenchmarkImages.WriteBytes(data.Validation, Path.Combine(folder, ValidationBytes));
    }

    /// <summary>Opens what was prepared.</summary>
    public static RunData Open(string output) => new(Folder(output));

    /// <summary>The bytes of the images that a part of the peer reads.</summary>
    public static string BytesOf(string part, string output) => Path.Combine(Folder(output), part == RunParts.Validate ? ValidationBytes : TrainBytes);

    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
    }

    private static string Folder(string output) => Path.Combine(output, FolderName);
}
