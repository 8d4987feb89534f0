using System.Text;

namespace EdgeKd.Release;

/// <summary>How one network learned.</summary>
/// <param name="Name">Who learned: <c>teacher</c> or <c>student</c>.</param>
/// <param name="Epochs">Every epoch, in order.</param>
public sealed record TrainingLog(string Name, IReadOnlyList<TrainingEpoch> Epochs)
{
    /// <summary>Reads a <c>metrics.jsonl</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Who learned.</param>
    /// <exception cref="InvalidDataException">A line is no epoch; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingLog Load(string path, string name)
    {
        if (new FileInfo(path).Length > JsonFile.MaxSizeBytes)
            throw new InvalidDataException($"{path}: it has more than the {JsonFile.MaxSizeBytes} bytes that such a file may have.");
        return new TrainingLog(name, [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0)
            .Select(line => JsonFile.Parse<TrainingEpoch>(Encoding.UTF8.GetBytes(line.Item), $"{path}, line {line.Index + 1}"))]);
    }
}
