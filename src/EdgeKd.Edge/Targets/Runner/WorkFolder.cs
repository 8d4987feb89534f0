namespace EdgeKd.Edge.Targets.Runner;

/// <summary>A folder for the files of one run, gone afterwards.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("edgekd-target-").FullName;

    /// <summary>A path in it.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>The file of logits that a runner wrote there; null where none was asked for.</summary>
    /// <exception cref="InvalidDataException">It was not written, or is larger than a result may be.</exception>
    public byte[]? ReadLogits(string? path)
    {
        if (path is null)
            return null;
        if (!File.Exists(path))
            throw new InvalidDataException("it wrote no logits");
        return new FileInfo(path).Length <= RunnerLogits.MaxSizeBytes
            ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"its logits are longer than {RunnerLogits.MaxSizeBytes} bytes");
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
